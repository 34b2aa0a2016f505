// node walk.js [endpoint] [frames]: walks through a world, loses the connection, goes on, and prints what it saw.
import {Client} from "./nacre.js";

const [endpoint = "tcp://127.0.0.1:5577", frames = "100"] = process.argv.slice(2);
const client = new Client(endpoint);
client.onProgress = ({stage, text}) => process.stderr.write(`${stage}: ${text}\n`);

async function walk(count) {
  const seen = [];
  while (seen.length < count) {
    client.act({move_z: 1}, {yaw: 0.01});
    seen.push(await client.frame());
  }
  return seen;
}

await client.hello();
const opened = await client.open({prompt: "a meadow by a lake", seed: 7, width: 320, height: 180, channels: ["rgb", "depth"]});
const before = await walk(Number(frames));
await client.hello(); // as after a lost connection: a fresh one, whose hello carries the session's token
const after = await walk(10);
const back = await client.rewind(1);
const latencies = before.map(frame => frame.latency).filter(ms => ms !== null).sort((a, b) => a - b);
console.log(JSON.stringify({
  session: opened.session, resumed: client.opened.resumed, same: client.opened.session === opened.session,
  frames: before.length + after.length, rises: after[0].id > before.at(-1).id, ticks: after.at(-1).tick,
  bytes: before[0].parts.map(part => [part.kind, part.codec, part.data.length]), back: back.seconds,
  latency_ms_p50: latencies[Math.floor(latencies.length / 2)],
}));
await client.close();
process.exit(0);

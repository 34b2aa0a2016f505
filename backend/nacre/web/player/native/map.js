// A small map of what has come: ground from above, what stands on it, and the player in the middle, north up.
import { EDGE } from "./decode.js";

const PIXELS = 20; // of a chunk's side
const REACH = 4; // chunks from the player's to the border
const LAYERS = [null, "#b39466", "#a39d94", "#d9c48f", "#8d8780", "#6f5b47", "#f1f3f7"]; // grass has a colour of its own
const HOUSE = /house|cottage|tower|church|hall|barn|mill|shop|inn|castle|temple|hut|igloo|pyramid|building|block|station/;

export class SmallMap {
  constructor(canvas) {
    this.canvas = canvas;
    canvas.width = canvas.height = (2 * REACH + 1) * PIXELS;
    this.tiles = new WeakMap(); // a chunk -> its picture; gone with it
  }

  tile(chunk) {
    let tile = this.tiles.get(chunk);
    if (tile) return tile;
    tile = document.createElement("canvas");
    tile.width = tile.height = PIXELS;
    const pen = tile.getContext("2d");
    const cells = chunk.side - 1;
    for (let z = 0; z < PIXELS; z++) {
      for (let x = 0; x < PIXELS; x++) {
        const i = Math.min(Math.floor(((x + 0.5) / PIXELS) * cells), cells);
        const j = Math.min(Math.floor(((z + 0.5) / PIXELS) * cells), cells);
        const at = (j * chunk.side + i) * 28; // bytes of a vertex: shares from 16 on, tint from 24 on
        const shares = chunk.vertices.subarray(at + 16, at + 23);
        const top = shares.indexOf(Math.max(...shares));
        const height = chunk.heights[j * chunk.side + i];
        const slope = chunk.heights[j * chunk.side + Math.min(i + 1, cells)] - height;
        pen.fillStyle = height < 0 ? `hsl(196 38% ${Math.max(34, 56 + height * 5)}%)` : LAYERS[top] ?? `rgb(${chunk.vertices.subarray(at + 24, at + 27).join()})`;
        pen.fillRect(x, z, 1, 1);
        if (height >= 0) { pen.fillStyle = slope > 0 ? `rgb(0 0 0 / ${Math.min(slope * 0.5, 0.3)})` : `rgb(255 255 255 / ${Math.min(-slope * 0.4, 0.25)})`; pen.fillRect(x, z, 1, 1); }
      }
    }
    const scale = PIXELS / EDGE;
    for (const things of chunk.lots.values()) {
      for (const { kind, at, radius = 1 } of things) {
        const house = HOUSE.test(kind);
        const size = Math.max(house ? radius * 0.55 : Math.min(radius, 3) * 0.4, 0.8) * scale;
        pen.fillStyle = house ? "#8c4a40" : /tree|bush|palm/.test(kind) ? "rgb(44 84 52 / .7)" : "rgb(70 60 50 / .5)";
        pen.fillRect((at[0] - chunk.corner[0]) * scale - size, (at[2] - chunk.corner[1]) * scale - size, 2 * size, 2 * size);
      }
    }
    this.tiles.set(chunk, tile);
    return tile;
  }

  draw(scene, eye, yaw) {
    const { canvas } = this;
    const pen = canvas.getContext("2d");
    const middle = canvas.width / 2;
    const scale = PIXELS / EDGE;
    pen.fillStyle = "#d8cdb6";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (const chunk of scene.chunks.values()) {
      const [x, z] = [middle + (chunk.corner[0] - eye[0]) * scale, middle + (chunk.corner[1] - eye[2]) * scale];
      if (x > -PIXELS && z > -PIXELS && x < canvas.width && z < canvas.width) pen.drawImage(this.tile(chunk), Math.round(x), Math.round(z));
    }
    for (const { now } of scene.bodies.values()) {
      const [x, z] = [middle + (now[3] - eye[0]) * scale, middle + (now[11] - eye[2]) * scale];
      // dark with a light rim: seen on every ground, whatever colours one sees
      pen.fillStyle = "#fffdf6";
      pen.fillRect(x - 2.5, z - 2.5, 5, 5);
      pen.fillStyle = "#3b3f6b";
      pen.fillRect(x - 1.5, z - 1.5, 3, 3);
    }
    pen.save();
    pen.translate(middle, middle);
    pen.rotate(-yaw);
    pen.beginPath();
    pen.moveTo(0, -8); pen.lineTo(5.5, 6); pen.lineTo(0, 3); pen.lineTo(-5.5, 6); pen.closePath();
    pen.fillStyle = "#c9302c"; pen.fill();
    pen.strokeStyle = "#fffdf6"; pen.lineWidth = 1.5; pen.stroke();
    pen.restore();
  }
}

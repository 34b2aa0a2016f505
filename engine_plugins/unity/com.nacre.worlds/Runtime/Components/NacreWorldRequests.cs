#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    // What the world can be asked for. The answer to a number comes as NacreConnection.Answered.
    public sealed partial class NacreWorld
    {
        /// <summary>Let the world stand still. The number of the answer.</summary>
        public long Pause()
        {
            return Ask(new ClientPause());
        }

        /// <summary>Let it go on. The number of the answer.</summary>
        public long Resume()
        {
            return Ask(new ClientResume());
        }

        /// <summary>Save it on the server under a name. The number of the answer.</summary>
        public long Save(string name)
        {
            return Ask(new ClientSnapshot { Name = name });
        }

        /// <summary>Put it back to a save. The number of the answer.</summary>
        public long Restore(string name)
        {
            return Ask(new ClientRestore { Name = name });
        }

        /// <summary>Put it back by some seconds. The number of the answer.</summary>
        public long Rewind(float seconds)
        {
            return Ask(new ClientRewind { Seconds = seconds });
        }

        /// <summary>Fork it: the answer is a <c>branched</c> with the token of the other. The number of the answer.</summary>
        public long Branch()
        {
            return Ask(new ClientBranch());
        }

        /// <summary>Tell the world what should happen ("it starts to snow"). A server that does not offer it answers with the error <c>unsupported</c>. The number
        /// of the answer.</summary>
        public long Direct(string text)
        {
            return Ask(ReservedRequest.Direct(text));
        }

        /// <summary>Say something to the character in a slot of the state. A server that does not offer it answers with the error <c>unsupported</c>. The number of
        /// the answer.</summary>
        public long Say(long slot, string text)
        {
            return Ask(ReservedRequest.Say(slot, text));
        }

        /// <summary>What <see cref="Open"/> asks for.</summary>
        public ClientOpen Request()
        {
            var channels = new List<string> { "rgb" };
            if (withDepth) channels.Add("depth");
            if (withEntityMask) channels.Add("entity");
            if (withState) channels.Add("state");
            var open = new ClientOpen
            {
                Width = width & ~1,
                Height = height & ~1,
                Fps = frameRate,
                Channels = channels,
                StateHz = stateRate,
                Deterministic = deterministic ? true : (bool?)null,
                Anyway = openAnyway ? true : (bool?)null,
                Prompt = prompt,
                Seed = seed >= 0 ? seed : (long?)null,
                Model = model.Length > 0 ? model : null,
            };
            if (saved != null) saved.Fill(open);
            AskForGeometry(open);
            return open;
        }

        private long Ask(IWireRequest what)
        {
            return listened != null ? listened.Ask(what) : 0;
        }
    }
}

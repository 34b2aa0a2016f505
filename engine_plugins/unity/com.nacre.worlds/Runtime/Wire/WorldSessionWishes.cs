#nullable enable
namespace Nacre.Worlds.Wire
{
    // What the game wants open, and its end: the newest wish wins, whatever became of those before.
    public sealed partial class WorldSession
    {
        /// <summary>Make a world, now or as soon as the server is there. Replaces the one that is open, or that is to be gone on with. Before
        /// <see cref="Start"/>: what to ask for should the server no longer know the session that is gone on with.</summary>
        public void Open(ClientOpen what)
        {
            lock (gate)
            {
                Copy(what, wanted);
                wantsWorld = true;
                if (!started) return;
                LetGo("another world takes its place");
                if (welcome) SendOpen();
            }
        }

        /// <summary>Close the world and forget it, on the server too as soon as it is there.</summary>
        public void Close()
        {
            lock (gate)
            {
                wantsWorld = false;
                LetGo("the world is closed");
                if (welcome) Become(ConnectionState.Ready, "the world is closed");
            }
        }

        /// <summary>Have no more to do with what is open, being made or being taken up again.</summary>
        private void LetGo(string why)
        {
            End(ClosedReason.Close, why);
            askAgain = double.PositiveInfinity;
            toldFull = false;
            if (!welcome)
            {
                // it would stand on the server for its time to live, and take the room of the next
                leaves |= sessionToken.Length > 0;
                openRequest = 0;
                return;
            }

            if (connection != ConnectionState.Ready) GiveUp();
            if (sessionToken.Length > 0) parting = sessionToken;
            sessionToken = string.Empty;
        }

        /// <summary>Nothing is open any more; tells so where something was.</summary>
        private void End(ClosedReason reason, string why)
        {
            if (Opened == null) return;
            Opened = null;
            Frames.Clear();
            Post(new ServerClosed { Reason = reason, Text = why });
        }

        private void OnClosed(ServerClosed closed)
        {
            var id = closed.Id ?? 0;
            // told when it was wished
            if (givenUp.Remove(id))
            {
                parting = string.Empty;
                return;
            }

            if (closed.Reason == ClosedReason.Shutdown)
            {
                // it may come back with the world: a broken line, not the world's end
                link.Break(new WireException("lost", closed.Text));
                return;
            }

            Post(closed);
            if (closed.Reason == ClosedReason.Bye) return;
            // what answers a close says nothing about a world asked for since
            if (id != 0 && id < openRequest) return;
            Opened = null;
            Forget(closed.Reason, closed.Text);
        }

        private void Forget(ClosedReason reason, string why)
        {
            End(reason, why);
            openRequest = 0;
            sessionToken = string.Empty;
            wantsWorld = false;
            Become(ConnectionState.Ready, why);
        }

        private void GiveUp()
        {
            if (openRequest != 0) givenUp.Add(openRequest);
            openRequest = helloRequest = 0;
            givenUp.Add(AskLocked(new ClientClose()));
        }

        private void SendOpen()
        {
            Frames.Clear();
            askAgain = double.PositiveInfinity;
            wanted.Have = options.Geometry?.Have();
            openRequest = AskLocked(wanted);
            Become(ConnectionState.Opening, "making the world");
        }

        private void Copy(ClientOpen from, ClientOpen to)
        {
            writer.Clear();
            from.Write(writer);
            var reader = new MsgpackReader(writer.Buffer, 0, writer.Length);
            to.Read(ref reader);
        }
    }
}

#nullable enable
using System;

namespace Nacre.Worlds.Wire
{
    // What is said and heard on the link's own threads.
    public sealed partial class WorldSession
    {
        MessageBuffer ILinkSink.NextMessage()
        {
            incoming ??= Frames.Rent();
            return incoming.Buffer;
        }

        void ILinkSink.OnConnected()
        {
            lock (gate)
            {
                connected = true;
                heard = told = Now;
                input.Reset();
                turns.Clear();
                shownInput = 0;
                SayHello();
            }
        }

        void ILinkSink.OnMessage(MessageBuffer message)
        {
            var type = Header.Peek(message);
            lock (gate) heard = Now;
            if (type == MessageType.Frame) TakeFrame();
            else if (type == MessageType.State) TakeState(message);
            else if (GeometryReader.Is(type)) options.Geometry?.Take(type, message);
            else Take(type, message);
        }

        bool ILinkSink.OnLost(WireException why, double seconds)
        {
            lock (gate)
            {
                connected = welcome = false;
                // the world is asked for with the next welcome
                askAgain = double.PositiveInfinity;
                if (connection == ConnectionState.Offline || connection == ConnectionState.Failed) return false;
                figures.Losses++;
                if (why.Code == "refused" && connection == ConnectionState.Connecting) return Refuse(why.Message);
                Post(new SessionEvent(SessionEventKind.Lost, connection, new ServerError { Code = why.Code, Message = why.Message, Hint = "It is tried again by itself." }, why.Message));
                AnswerAll(why.Message);
                if (parting.Length > 0 && sessionToken.Length == 0)
                {
                    sessionToken = parting;
                    leaves = true;
                }

                parting = string.Empty;
                var known = Welcome != null || sessionToken.Length > 0;
                Become(known ? ConnectionState.Reconnecting : ConnectionState.Connecting, why.Message);
                return true;
            }
        }

        void ILinkSink.OnTick()
        {
            WireException? silent = null;
            lock (gate)
            {
                // before a connection stands there is nobody to be silent; the link minds its own handshake
                if (!connected || connection == ConnectionState.Offline || connection == ConnectionState.Failed) return;
                var now = Now;
                TickWaiting(now);
                if (welcome && now - told >= heartbeat / 2) Say(beat);
                if (now - heard > heartbeat * Protocol.LivenessHeartbeats) silent = new WireException("lost", "the server has gone silent");
            }

            if (silent != null) link.Break(silent);
        }

        private void TakeFrame()
        {
            var frame = incoming!;
            frame.Decode();
            lock (gate)
            {
                // a picture of the world that was open before
                if (!Plays) return;
                incoming = null;
                var now = Now;
                var header = frame.Header;
                frame.Received = now;
                // only the first picture that shows an input tells how long it took
                frame.Latency = header.ForSeq > shownInput ? Math.Max(0, now - header.EchoT) : -1;
                shownInput = header.ForSeq;
                if (frame.Latency >= 0) figures.Latency += (frame.Latency - figures.Latency) * (figures.Latency == 0 ? 1 : 0.1);
                if (now > newest && !double.IsInfinity(newest)) figures.FramesPerSecond += (Math.Min(1000, 1 / (now - newest)) - figures.FramesPerSecond) * 0.1;
                newest = now;
                figures.Frames++;
                figures.Dropped = header.Dropped;
                for (var i = 0; i < frame.Buffer.Count; i++) figures.Bytes += frame.Buffer.Length(i);
                acknowledgement.Clear();
                acknowledgement.Ack = header.Id;
                Say(acknowledgement);
            }

            Frames.Publish(frame);
        }

        private void TakeState(MessageBuffer message)
        {
            Header.Read(message, spareState);
            lock (gate)
            {
                var old = state;
                state = spareState;
                spareState = old;
                stateIsNew = true;
            }
        }

        private void Take(MessageType type, MessageBuffer message)
        {
            var made = Header.Make(type);
            if (made == null) return;
            Header.Read(message, made);
            lock (gate)
            {
                TakeAnswer(made);
                switch (made)
                {
                    case ServerWelcome said: OnWelcome(said); break;
                    case ServerOpened opened: OnOpened(opened); break;
                    case ServerError error: OnError(error); break;
                    case ServerClosed closed: OnClosed(closed); break;
                    case ServerStatus status: OnStatus(status); break;
                    default: Post(made); break;
                }
            }
        }

        private void OnWelcome(ServerWelcome said)
        {
            Welcome = said;
            welcome = true;
            heartbeat = said.Heartbeat;
            Post(said);
            if (said.Session != null && !leaves) return;
            sessionToken = string.Empty;
            givenUp.Clear();
            leaves = false;
            if (said.Session != null) GiveUp();
            if (wantsWorld)
            {
                SendOpen();
                return;
            }

            End(ClosedReason.Expired, "the server has forgotten the world");
            Become(ConnectionState.Ready, "ready");
        }

        private void OnStatus(ServerStatus status)
        {
            if (connection == ConnectionState.Playing && status.State == StatusState.Paused) Become(ConnectionState.Paused, "paused");
            else if (connection == ConnectionState.Paused && status.State == StatusState.Running) Become(ConnectionState.Playing, "goes on");
            // a beat that nobody asked for is not worth telling
            if ((status.Id ?? 0) != 0) Post(status);
        }

        private void OnOpened(ServerOpened opened)
        {
            var answers = opened.Id ?? 0;
            if (answers != openRequest && answers != helloRequest) return;
            Opened = opened;
            sessionToken = opened.Token;
            openRequest = 0;
            wantsWorld = true;
            toldFull = false;
            // should the server forget the world, the same one is asked for again
            wanted.Prompt = null;
            wanted.Snapshot = null;
            wanted.Spec = new MsgpackDocument();
            wanted.Spec.Set(opened.Spec);
            wanted.Seed = opened.Seed;
            viewing = false;
            options.Geometry?.Begin(opened.Resumed);
            Post(opened);
            Become(opened.Paused ? ConnectionState.Paused : ConnectionState.Playing, opened.Resumed ? "resumed" : "opened");
        }

        private void OnError(ServerError error)
        {
            var id = error.Id ?? 0;
            if (id != 0 && givenUp.Remove(id)) return;
            if (id != 0 && id == helloRequest)
            {
                OnHelloRefused(error);
                return;
            }

            var wanted = id != 0 && id == openRequest;
            if (wanted && WaitsOut(error)) return;
            Post(new SessionEvent(wanted ? SessionEventKind.Refused : SessionEventKind.Message, connection, error, string.Empty));
            if (wanted || error.Code == ErrorCodes.WorldFailed) Forget(ClosedReason.Failed, error.Message);
        }

        private void OnHelloRefused(ServerError error)
        {
            if (error.Code == ErrorCodes.ShuttingDown || error.Code == ErrorCodes.SessionElsewhere || error.Code == ErrorCodes.ServerBusy)
            {
                link.Break(new WireException(error.Code, error.Message));
                return;
            }

            if (!saidHelloWithSession)
            {
                Refuse(error.Message + " " + error.Hint, error);
                Post(error);
                return;
            }

            Post(error);
            // the server no longer knows the session: come in as a new client, and ask for the same world again
            sessionToken = string.Empty;
            wantsWorld &= options.Reopen || leaves || openRequest != 0;
            if (!error.Fatal) SayHello();
        }

        private void SayHello()
        {
            saidHelloWithSession = sessionToken.Length > 0;
            var token = saidHelloWithSession ? sessionToken : options.AccessToken;
            helloRequest = AskLocked(new ClientHello
            {
                V = Protocol.Version,
                Client = new WireClientInfo { Name = options.ClientName, Version = options.ClientVersion, Engine = options.Engine },
                Token = token.Length > 0 ? token : null,
                Accept = new WireAccept { Codecs = options.Codecs, MaxWidth = options.MaxWidth, MaxHeight = options.MaxHeight },
                Have = saidHelloWithSession ? options.Geometry?.Have() : null,
            });
        }

        private void Say(IWireMessage what)
        {
            writer.Clear();
            what.Write(writer);
            if (link.Send(writer.Buffer, writer.Length)) told = Now;
        }

        private bool Refuse(string why, ServerError? because = null)
        {
            Become(ConnectionState.Failed, why, because);
            link.Dispose();
            return false;
        }

        private void Become(ConnectionState next, string why, ServerError? because = null)
        {
            if (connection == next) return;
            connection = next;
            Post(new SessionEvent(SessionEventKind.State, next, because, why));
        }

        private void Post(IWireMessage message)
        {
            Post(new SessionEvent(SessionEventKind.Message, connection, message, string.Empty));
        }

        private void Post(SessionEvent happened)
        {
            if (events.Count >= MostEvents) events.Dequeue();
            events.Enqueue(happened);
        }
    }
}

#nullable enable
using System.Threading.Tasks;
using Nacre.Worlds.Wire;

namespace Nacre.Worlds
{
    // Opening and closing, and whoever waits for it.
    public sealed partial class NacreWorld
    {
        private TaskCompletionSource<ServerOpened>? opening;

        /// <summary>Open the world, now or as soon as the connection stands. One that is open is closed first.</summary>
        public void Open()
        {
            Abandon();
            Wish();
        }

        /// <summary>As <see cref="Open"/>, to be awaited: ends when the world is open. Throws a <see cref="NacreException"/> when it is refused, and is cancelled
        /// when it is closed before, when something else is opened, and when this component is switched off or the server is left. A server that cannot be reached, is full or is busy is waited for.</summary>
        public Task<ServerOpened> OpenAsync()
        {
            Abandon();
            var waited = new TaskCompletionSource<ServerOpened>();
            opening = waited;
            Wish();
            return waited.Task;
        }

        /// <summary>Close the world and forget it. Its picture goes, and what the screens took is given back.</summary>
        public void Close()
        {
            Abandon();
            if (listened != null) listened.CloseWorld();
        }

        private void Wish()
        {
            var found = Hook();
            // first the connection: what it would go on with is not what is wished now
            found.Connect();
            found.Open(Request());
        }

        /// <summary>Nobody waits for an opening any more.</summary>
        private void Abandon()
        {
            var waited = opening;
            opening = null;
            waited?.TrySetCanceled();
        }

        private void Tell(ServerOpened opened)
        {
            Opened?.Invoke(opened);
            var waited = opening;
            opening = null;
            waited?.TrySetResult(opened);
        }

        private void Tell(string code, string message, string hint)
        {
            Failed?.Invoke(code, message, hint);
            // a line that is tried again is no refusal
            if (listened != null && listened.State == ConnectionState.Failed) Refuse(code, message, hint);
        }

        private void Refuse(ServerError error)
        {
            Refuse(error.Code, error.Message, error.Hint);
        }

        private void Refuse(string code, string message, string hint)
        {
            var waited = opening;
            opening = null;
            waited?.TrySetException(new NacreException(code, message, hint));
        }

        private void Leave()
        {
            Forget();
            Abandon();
            EndTeleport()?.TrySetCanceled();
        }
    }
}

#nullable enable
using System;
using System.ComponentModel;
using System.Diagnostics;

namespace Nacre.Worlds.Editor
{
    /// <summary>A server of the editor's own: the command that is given. It outlives recompiles, and ends with the window or the editor. What it says goes to the editor's own
    /// output; whether it is there, the connection tells.</summary>
    internal sealed class ServerProcess : IDisposable
    {
        private const int EndMilliseconds = 500;

        private Process? process;

        /// <summary>What went wrong, for people; empty when nothing did.</summary>
        internal string Trouble { get; private set; } = string.Empty;

        internal bool IsRunning => process != null && !process.HasExited;

        /// <summary>Start it; false, and <see cref="Trouble"/>, when there is no such program.</summary>
        internal bool Start(string command)
        {
            Dispose();
            Trouble = string.Empty;
            var space = command.Trim().IndexOf(' ');
            var program = space < 0 ? command.Trim() : command.Trim().Substring(0, space);
            var words = space < 0 ? string.Empty : command.Trim().Substring(space + 1);
            try
            {
                process = Process.Start(new ProcessStartInfo(program, words) { UseShellExecute = false, CreateNoWindow = true });
                return process != null;
            }
            catch (Exception error) when (error is Win32Exception || error is InvalidOperationException)
            {
                Trouble = program + " cannot be started: " + error.Message + ". Give the whole path to it.";
                return false;
            }
        }

        /// <summary>What it is found by after a recompile; empty while none runs.</summary>
        internal string Mark => IsRunning ? process!.Id + " " + process.StartTime.Ticks : string.Empty;

        /// <summary>Take up one that was started before a recompile; nothing when it has ended since.</summary>
        internal void TakeUp(string mark)
        {
            var words = mark.Split(' ');
            if (process != null || words.Length != 2) return;
            try
            {
                var found = Process.GetProcessById(int.Parse(words[0]));
                // the number may belong to another program by now
                if (found.StartTime.Ticks == long.Parse(words[1])) process = found;
                else found.Dispose();
            }
            catch (Exception error) when (error is ArgumentException || error is InvalidOperationException || error is Win32Exception)
            {
                Trouble = "the server has ended";
            }
        }

        public void Dispose()
        {
            if (process == null) return;
            try
            {
                if (!process.HasExited)
                {
                    process.Kill();
                    process.WaitForExit(EndMilliseconds);
                }
            }
            catch (Exception error) when (error is Win32Exception || error is InvalidOperationException)
            {
                Trouble = error.Message;
            }

            process.Dispose();
            process = null;
        }
    }
}

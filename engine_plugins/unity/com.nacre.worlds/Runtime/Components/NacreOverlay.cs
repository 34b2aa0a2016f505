#nullable enable
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds
{
    /// <summary>Figures of the connection over the picture: frame rate, latency, drops, and where the server's time goes. While a world is being made it
    /// shows how far that is; what was refused, and why the line is broken.</summary>
    [AddComponentMenu("Nacre/Nacre Overlay")]
    public sealed partial class NacreOverlay : MonoBehaviour
    {
        [SerializeField, Tooltip("The world to report on. Empty: the one on this object or above.")]
        private NacreWorld? world;

        [SerializeField, Tooltip("Show the figures. Progress and trouble are shown in any case.")]
        private bool showFigures = true;

        [SerializeField, Tooltip("Key that shows and hides the figures. None: it is left to the game.")]
        private KeyCode toggleKey = KeyCode.F3;

        [SerializeField, Range(0.05f, 2f), Tooltip("Seconds between two readings, so that people can read them.")]
        private float refresh = 0.25f;

        [SerializeField, Range(0f, 60f), Tooltip("Seconds for which the overlay tells what of the prompt was not understood or not possible.")]
        private float notesFor = 12f;

        private readonly StringBuilder text = new StringBuilder();
        private NacreWorld? shown;
        private NacreConnection? heard;
        private string lines = string.Empty;
        private string stage = string.Empty;
        private string notes = string.Empty;
        private string trouble = string.Empty;
        private float notesLeft;
        private float troubleLeft;
        private float waited = float.PositiveInfinity;

        /// <summary>Whether the figures are shown.</summary>
        public bool ShowFigures
        {
            get => showFigures;
            set => showFigures = value;
        }

        /// <summary>What is shown now.</summary>
        public string Lines => lines;

        private void OnEnable()
        {
            shown = world != null ? world : GetComponentInParent<NacreWorld>();
            if (shown == null) return;
            heard = shown.Connection;
            heard.Progressed += OnProgress;
            heard.Opened += OnOpened;
            heard.Failed += OnFailed;
            shown.PartlyUnderstood += OnPartlyUnderstood;
            shown.Offered += OnOffered;
        }

        private void OnDisable()
        {
            if (heard != null)
            {
                heard.Progressed -= OnProgress;
                heard.Opened -= OnOpened;
                heard.Failed -= OnFailed;
            }

            if (shown != null)
            {
                shown.PartlyUnderstood -= OnPartlyUnderstood;
                shown.Offered -= OnOffered;
            }

            heard = null;
        }

        private void Update()
        {
            waited += Time.unscaledDeltaTime;
            notesLeft -= Time.unscaledDeltaTime;
            troubleLeft -= Time.unscaledDeltaTime;
            if (waited < refresh || heard == null) return;
            waited = 0f;
            lines = Report(heard);
        }

        private void Awake()
        {
            // nothing here is laid out, and the pass that does so allocates
            useGUILayout = false;
        }

        private void OnGUI()
        {
            // the interface's own events come under either input system
            var happened = Event.current;
            if (toggleKey != KeyCode.None && happened.type == EventType.KeyDown && happened.keyCode == toggleKey)
            {
                showFigures = !showFigures;
                waited = float.PositiveInfinity;
            }

            if (lines.Length > 0) GUI.Label(new Rect(12f, 8f, 900f, 400f), lines);
        }

        private void OnProgress(ServerProgress progress)
        {
            notesLeft = 0f;
            trouble = string.Empty;
            stage = progress.Fraction > 0 ? string.Format(CultureInfo.InvariantCulture, "{0} ({1:0} %)", progress.Text, 100 * progress.Fraction) : progress.Text;
        }

        private void OnOpened(ServerOpened opened)
        {
            stage = trouble = string.Empty;
        }

        private void OnFailed(string code, string message, string hint)
        {
            trouble = message.TrimEnd('.') + ". " + hint + " (" + code + ")";
            troubleLeft = notesFor;
        }

        private void OnPartlyUnderstood(IReadOnlyList<string> ignored, IReadOnlyList<string> unmet)
        {
            var told = ignored.Count > 0 ? "not understood: " + string.Join(", ", ignored) + "\n" : string.Empty;
            Note(unmet.Count > 0 ? told + "not possible here: " + string.Join(", ", unmet) + "\n" : told);
        }

        private void OnOffered(IReadOnlyList<string> prompts)
        {
            Note("nothing of the prompt was understood; it could be: " + string.Join("; ", prompts) + "\n");
        }

        private void Note(string told)
        {
            notes = told;
            notesLeft = notesFor;
        }

        private string Report(NacreConnection connection)
        {
            text.Clear();
            switch (connection.State)
            {
                case ConnectionState.Connecting: text.AppendLine("looking for the server at " + connection.Endpoint + " …").AppendLine(connection.Reason); break;
                case ConnectionState.Opening: text.AppendLine(stage.Length > 0 ? stage : "opening the world …"); break;
                case ConnectionState.Paused: text.AppendLine("paused"); break;
                case ConnectionState.Reconnecting: text.AppendLine("connection lost, trying again: " + connection.Reason); break;
                case ConnectionState.Failed: text.AppendLine("no connection: " + connection.Reason); break;
            }

            // a line that is broken has told why
            var stands = connection.State == ConnectionState.Ready || connection.State == ConnectionState.Opening;
            var plays = connection.State == ConnectionState.Playing || connection.State == ConnectionState.Paused;
            if (trouble.Length > 0 && (stands || (plays && troubleLeft > 0f))) text.AppendLine(trouble);
            if (notesLeft > 0f) text.Append(notes);
            var frame = connection.LastFrame;
            if (!showFigures || frame == null) return text.ToString();
            var figures = connection.Statistics;
            text.AppendFormat(CultureInfo.InvariantCulture, "{0:0} frames/s, {1:0} ms input to frame, newest {2:0} ms old", figures.FramesPerSecond, 1000 * figures.Latency, 1000 * figures.FrameAge).AppendLine();
            text.AppendFormat(CultureInfo.InvariantCulture, "dropped {0} by the server, {1} here, connection lost {2} times", figures.Dropped, figures.Skipped, figures.Losses).AppendLine();
            text.Append("server ms:");
            var name = true;
            foreach (var node in frame.Header.Ms.Root)
            {
                text.Append(' ');
                if (name) text.Append(node.Text());
                else text.Append(node.Number().ToString("0.0", CultureInfo.InvariantCulture));
                name = !name;
            }

            return text.ToString();
        }
    }
}

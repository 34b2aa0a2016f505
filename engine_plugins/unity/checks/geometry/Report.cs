#nullable enable
using System.Globalization;
using System.Text;
using UnityEngine;

namespace Nacre.Worlds.Checks
{
    /// <summary>JSON, written as it comes.</summary>
    internal sealed class Report
    {
        private readonly StringBuilder text = new StringBuilder("{");

        internal void Add(string key, long value) => Key(key).Append(value);

        internal void Add(string key, bool value) => Key(key).Append(value ? "true" : "false");

        internal void Add(string key, Vector3 value) => Add(key, new[] { value.x, value.y, value.z });

        internal void Add(string key, float[] values)
        {
            Key(key);
            Numbers(values);
        }

        /// <summary>Begin a list of rows: each a text and numbers.</summary>
        internal void Open(string key) => Key(key).Append('[');

        internal void Row(string name, params float[] values)
        {
            if (text[text.Length - 1] == ']') text.Append(',');
            text.Append("[\"").Append(name).Append("\",");
            Numbers(values);
            text.Append(']');
        }

        internal void Close() => text.Append("]");

        public override string ToString() => text + "}";

        private StringBuilder Key(string key)
        {
            if (text.Length > 1) text.Append(",\n");
            return text.Append('"').Append(key).Append("\":");
        }

        private void Numbers(float[] values)
        {
            text.Append('[');
            for (var i = 0; i < values.Length; i++) text.Append(i > 0 ? "," : string.Empty).Append(values[i].ToString("R", CultureInfo.InvariantCulture));
            text.Append(']');
        }
    }
}

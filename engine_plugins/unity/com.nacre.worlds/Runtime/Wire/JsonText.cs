#nullable enable
using System.Globalization;
using System.Text;

namespace Nacre.Worlds.Wire
{
    /// <summary>Writes JSON (RFC 8259) to memory, one value after another, without reflection.</summary>
    public sealed class JsonText
    {
        private readonly StringBuilder text = new StringBuilder();
        private bool first = true;

        /// <summary>Begin anew.</summary>
        public void Clear()
        {
            text.Clear();
            first = true;
        }

        /// <summary>Begin an object or a list: <c>{</c> or <c>[</c>.</summary>
        public void Open(char bracket)
        {
            Separate();
            text.Append(bracket);
            first = true;
        }

        /// <summary>End it: <c>}</c> or <c>]</c>.</summary>
        public void Close(char bracket)
        {
            text.Append(bracket);
            first = false;
        }

        /// <summary>A key; its value comes next.</summary>
        public JsonText Key(string name)
        {
            Separate();
            Quote(name);
            text.Append(':');
            first = true;
            return this;
        }

        /// <summary>A number; those that are not finite become null.</summary>
        public void Write(double number)
        {
            Separate();
            if (double.IsNaN(number) || double.IsInfinity(number)) text.Append("null");
            else text.Append(number.ToString("R", CultureInfo.InvariantCulture));
        }

        /// <summary>Text.</summary>
        public void Write(string value)
        {
            Separate();
            Quote(value);
        }

        /// <summary>A list of numbers.</summary>
        public void Write(params double[] numbers)
        {
            Open('[');
            foreach (var number in numbers) Write(number);
            Close(']');
        }

        /// <inheritdoc/>
        public override string ToString()
        {
            return text.ToString();
        }

        private void Separate()
        {
            if (!first) text.Append(',');
            first = false;
        }

        private void Quote(string value)
        {
            text.Append('"');
            foreach (var letter in value)
            {
                if (letter == '"' || letter == '\\') text.Append('\\').Append(letter);
                else if (letter < ' ' || letter == '\u007f') text.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
                else text.Append(letter);
            }

            text.Append('"');
        }
    }
}

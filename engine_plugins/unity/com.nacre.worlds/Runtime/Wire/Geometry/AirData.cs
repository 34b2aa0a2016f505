#nullable enable
namespace Nacre.Worlds.Wire
{
    /// <summary>Light, sky and distance of the world: the newest <c>air</c> message. Colours are linear, before exposure; directions are in the engine's
    /// axes.</summary>
    public sealed class AirData
    {
        private readonly ServerAir header = new ServerAir();

        /// <summary>How many such messages have come: another number is a newer air.</summary>
        public long Number { get; private set; }

        /// <summary>Time of day, hours.</summary>
        public double Hours => header.Hours;

        /// <summary>A colour, or the direction <c>sun</c>: sun_colour, sky_light, ground_light, bounce, horizon, zenith, glow, haze, cloud_lit, cloud_dark,
        /// water_deep, water_shallow. Zeros when there is none of that name.</summary>
        public void Colour(string name, out float red, out float green, out float blue)
        {
            var node = header.Colours.Root[name];
            red = (float)node[0].Number();
            green = (float)node[1].Number();
            blue = (float)node[2].Number();
            if (name == "sun") blue = -blue;
        }

        /// <summary>A number: fog, fog_low, fog_height, exposure, dark, wet, cover, stars, white. 0 when there is none of that name.</summary>
        public float Figure(string name)
        {
            return (float)header.Numbers.Root[name].Number();
        }

        internal void Read(MessageBuffer message, long number)
        {
            Header.Read(message, header);
            Number = number;
        }
    }
}

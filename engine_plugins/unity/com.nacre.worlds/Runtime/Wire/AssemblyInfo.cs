using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Nacre.Worlds")]
[assembly: InternalsVisibleTo("Nacre.Worlds.Tests")]
[assembly: InternalsVisibleTo("Nacre.Worlds.Wire.Check")]

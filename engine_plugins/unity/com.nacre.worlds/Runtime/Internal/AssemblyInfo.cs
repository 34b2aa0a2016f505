using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Nacre.Worlds.Editor")]
[assembly: InternalsVisibleTo("Nacre.Worlds.Tests")]
[assembly: InternalsVisibleTo("Nacre.Worlds.PlayModeTests")]

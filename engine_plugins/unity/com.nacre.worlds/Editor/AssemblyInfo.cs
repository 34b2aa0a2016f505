using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Nacre.Worlds.Tests")]

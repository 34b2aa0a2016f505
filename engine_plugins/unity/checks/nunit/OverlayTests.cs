#nullable enable
using System;
using System.Reflection;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>What the overlay costs.</summary>
    [TestFixture]
    public sealed class OverlayTests : PlayFixture
    {
        [Test]
        public void DrawingAllocatesNothing()
        {
            Make();
            var overlay = root.AddComponent<NacreOverlay>();
            Play();
            Until(() => overlay.Lines.Contains("frames/s"), "figures");
            Assert.IsFalse(overlay.useGUILayout, "the pass that lays out allocates in Unity itself");
            var draw = (Action)Delegate.CreateDelegate(typeof(Action), overlay, typeof(NacreOverlay).GetMethod("OnGUI", BindingFlags.Instance | BindingFlags.NonPublic)!);
            var lines = overlay.Lines;
            // the stand-in keeps what is drawn, which costs the same without the overlay
            Assert.AreEqual(Allocated(() => GUI.Label(new Rect(12f, 8f, 900f, 400f), lines)), Allocated(draw));
            Assert.Greater(Allocated(() => GC.KeepAlive(new byte[8])), 1000, "the counter counts");
        }

        private static long Allocated(Action what)
        {
            // before .NET Core 3 the counter exists in the runtime but not in the reference assemblies
            var counter = (Func<long>)Delegate.CreateDelegate(typeof(Func<long>), typeof(GC).GetMethod("GetAllocatedBytesForCurrentThread", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!);
            Stub.Log.Clear();
            Stub.Log.Capacity = 5000;
            what();
            var before = counter();
            for (var i = 0; i < 1000; i++) what();
            return counter() - before;
        }
    }
}

#nullable enable
using Nacre.Worlds.Editor;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The editor's own server, and what the menu makes.</summary>
    [TestFixture]
    public sealed class EditorToolsTests
    {
        [SetUp]
        public void Begin()
        {
            Stub.Reset();
            Application.isPlaying = false;
        }

        [TearDown]
        public void End()
        {
            Stub.Reset();
        }

        [Test]
        public void AServerOfTheEditorsOwnIsStartedAndEnded()
        {
            var server = new ServerProcess();
            Assert.IsTrue(server.Start("sleep 30"), server.Trouble);
            Assert.IsTrue(server.IsRunning);
            var again = new ServerProcess();
            again.TakeUp(server.Mark);
            Assert.IsTrue(again.IsRunning, "after a recompile");
            again.TakeUp("1 1");
            again.Dispose();
            Assert.IsFalse(again.IsRunning);
            for (var wait = 0; wait < 200 && server.IsRunning; wait++) System.Threading.Thread.Sleep(10);
            Assert.IsFalse(server.IsRunning, "it has ended");
            server.Dispose();
            again.TakeUp("1 1");
            Assert.IsFalse(again.IsRunning, "another program's number");
            Assert.IsFalse(server.Start("no-such-program-at-all serve"));
            StringAssert.Contains("whole path", server.Trouble);
        }

        [Test]
        public void TheMenuMakesAWorldOfGeometry()
        {
            CreateMenu.Geometry(new MenuCommand(null!));
            var made = (GameObject)Selection.activeObject;
            Assert.IsTrue(made.GetComponent<NacreWorld>().WithGeometry);
            Assert.IsNull(made.GetComponent<NacreScreen>());
            foreach (var one in new Component[] { made.GetComponent<NacreGeometry>(), made.GetComponent<NacreEnvironment>(), made.GetComponent<NacreWorld>() }) Assert.IsEmpty(SetupWarnings.Of(one));
            made.GetComponent<NacreWorld>().WithGeometry = false;
            Assert.AreEqual(1, SetupWarnings.Of(made.GetComponent<NacreGeometry>()).Count);
        }
    }
}

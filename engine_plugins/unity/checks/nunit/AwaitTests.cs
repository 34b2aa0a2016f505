#nullable enable
using System.Threading.Tasks;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>The forms that can be awaited.</summary>
    [TestFixture]
    public sealed class AwaitTests : PlayFixture
    {
        [Test]
        public void OpeningAndBakingCanBeAwaited()
        {
            Make(open: false);
            var opening = world.OpenAsync();
            Until(() => opening.IsCompleted, "opened");
            Assert.AreEqual(7, opening.Result.Seed);
            Play();
            var level = root.AddComponent<NacreLevel>();
            Set(level, "size", 16f);
            var baking = level.BakeAsync();
            var second = level.BakeAsync();
            Assert.IsTrue(second.IsFaulted, "one at a time");
            Assert.IsInstanceOf<NacreException>(second.Exception!.InnerException);
            Until(() => baking.IsCompleted, "baked");
            Assert.AreSame(level.Level, baking.Result);
            var cancelled = level.BakeAsync();
            level.Cancel();
            Assert.IsTrue(cancelled.IsCanceled);
        }

        [Test]
        public void ARefusalIsThrown()
        {
            Make(open: false);
            world.Prompt = "xqzv wrpl";
            var opening = world.OpenAsync();
            Until(() => opening.IsCompleted, "refused");
            var refusal = (NacreException)opening.Exception!.InnerException!;
            Assert.AreEqual("not_understood", refusal.Code);
            Assert.IsNotEmpty(refusal.Hint);
            world.Prompt = "a meadow";
            var first = world.OpenAsync();
            var newer = world.OpenAsync();
            Assert.IsTrue(first.IsCanceled, "the newest wish wins");
            Until(() => newer.IsCompleted, "opened");
            Assert.AreEqual(TaskStatus.RanToCompletion, newer.Status);
            world.enabled = false;
        }

        [Test]
        public void AWorldThatIsSwitchedOffIsWaitedForNoLonger()
        {
            Make(open: false);
            connection.Endpoint = "tcp://127.0.0.1:1";
            var opening = world.OpenAsync();
            for (var i = 0; i < 20; i++) Step();
            Assert.IsFalse(opening.IsCompleted, "a server that is not there may still come");
            world.enabled = false;
            Assert.IsTrue(opening.IsCanceled);
        }
    }
}

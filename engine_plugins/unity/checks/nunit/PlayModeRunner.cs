#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;

namespace Nacre.Worlds.Tests
{
    /// <summary>Runs the package's own play mode tests over the stand-in, as Unity's Test Framework does: one step a frame, between SetUp and TearDown.</summary>
    [TestFixture]
    public sealed class PlayModeRunner : PlayFixture
    {
        private const double LongestSeconds = 60;

        public static IEnumerable<string> Names()
        {
            return Methods().Select(method => method.DeclaringType!.Name + "." + method.Name);
        }

        [TestCaseSource("Names")]
        public void PlayMode(string name)
        {
            var method = Methods().Single(one => one.DeclaringType!.Name + "." + one.Name == name);
            var fixture = Activator.CreateInstance(method.DeclaringType!)!;
            try
            {
                Call(fixture, typeof(SetUpAttribute));
                var steps = (IEnumerator)method.Invoke(fixture, null)!;
                var since = Stopwatch.StartNew();
                while (steps.MoveNext())
                {
                    Assert.IsNull(steps.Current, "only whole frames are waited for");
                    Assert.Less(since.Elapsed.TotalSeconds, LongestSeconds);
                    Thread.Sleep(5);
                    Stub.Frame(0.01f);
                }
            }
            finally
            {
                Call(fixture, typeof(TearDownAttribute));
            }
        }

        private static IEnumerable<MethodInfo> Methods()
        {
            return typeof(PlayModeTests.PlayTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(UnityTestAttribute), false));
        }

        private static void Call(object fixture, Type attribute)
        {
            foreach (var method in fixture.GetType().GetMethods().Where(method => method.IsDefined(attribute, false))) method.Invoke(fixture, null);
        }
    }
}

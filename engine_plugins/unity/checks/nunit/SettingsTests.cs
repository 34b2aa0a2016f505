#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using UnityEngine;

namespace Nacre.Worlds.Tests
{
    /// <summary>What the inspector can set, a script can.</summary>
    [TestFixture]
    public sealed class SettingsTests
    {
        [Test]
        public void EverySettingIsAProperty()
        {
            var missing = new List<string>();
            foreach (var type in typeof(NacreWorld).Assembly.GetTypes().Where(t => typeof(MonoBehaviour).IsAssignableFrom(t)))
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.GetCustomAttribute<SerializeField>() != null))
                {
                    if (field.FieldType.Name.StartsWith("UnityEvent")) continue;
                    var property = type.GetProperty(char.ToUpperInvariant(field.Name[0]) + field.Name.Substring(1));
                    var list = field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(List<>);
                    if (property == null || (property.SetMethod?.IsPublic != true && !list)) missing.Add(type.Name + "." + field.Name);
                }
            }

            Assert.AreEqual(string.Empty, string.Join("\n", missing.ToArray()));
        }

        [Test]
        public void WhatIsSetIsWhatIsAskedFor()
        {
            Stub.Reset();
            var world = new GameObject("world").AddComponent<NacreWorld>();
            world.OpenOnEnable = false;
            world.Width = 321;
            world.Height = 9999;
            world.StateRate = 4f;
            world.WithDepth = world.WithState = false;
            world.WithEntityMask = world.Deterministic = true;
            var asked = world.Request();
            Assert.AreEqual(320, asked.Width, "even");
            Assert.AreEqual(720, asked.Height, "at most");
            Assert.AreEqual(4.0, asked.StateHz!.Value, 1e-6);
            Assert.AreEqual(new[] { "rgb", "entity" }, asked.Channels!.ToArray());
            Assert.AreEqual(true, asked.Deterministic);
            world.WithGeometry = true;
            world.GeometryRadius = 2;
            world.FarLand = false;
            asked = world.Request();
            Assert.AreEqual(new[] { "geometry" }, asked.Channels!.ToArray());
            Assert.AreEqual(2, asked.Geometry!.Radius);
            Assert.AreEqual(false, asked.Geometry.Far);
            Assert.IsNull(asked.Body);
            world.WithoutPictures = false;
            world.Hero = new GameObject("hero").transform;
            world.Hero.position = new Vector3(1f, 2f, 3f);
            asked = world.Request();
            Assert.AreEqual(new[] { "rgb", "entity", "geometry" }, asked.Channels!.ToArray());
            Assert.AreEqual(Wire.OpenBody.Client, asked.Body);
            Assert.AreEqual(new[] { 1.0, 2.0, -3.0 }, asked.Origin!.Position);
            world.KeepPlace = true;
            Assert.IsNull(world.Request().Origin);
            Stub.Reset();
        }
    }
}

#nullable enable
using System.Collections.Generic;
using Nacre.Worlds.Wire;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>What is not right with a component's settings, in words.</summary>
    internal static class SetupWarnings
    {
        private const string NoWorld = "Put this component on or below a Nacre World, or choose one.";

        internal static List<string> Of(Component component)
        {
            switch (component)
            {
                case NacreConnection connection: return Of(connection);
                case NacreWorld world: return Of(world);
                case NacreScreen screen: return Of(screen);
                case NacreEntities entities: return Of(entities);
                case NacreRecorder recorder: return Of(recorder);
                case NacreGeometry geometry: return NeedsGeometry(geometry.World != null ? geometry.World : geometry.GetComponentInParent<NacreWorld>());
                case NacreEnvironment environment: return NeedsGeometry(environment.World != null ? environment.World : environment.GetComponentInParent<NacreWorld>());
                case NacreNavigation navigation: return navigation.Data != null ? new List<string>() : new List<string> { "There is no navigation data: bake a level with the Nacre window." };
                default: return component.GetComponentInParent<NacreWorld>() != null ? new List<string>() : new List<string> { NoWorld };
            }
        }

        private static List<string> Of(NacreConnection connection)
        {
            var found = new List<string>();
            try
            {
                var endpoint = Endpoint.Parse(connection.Endpoint);
                if (endpoint.Kind == LinkKind.Tcp && connection.AccessToken.Length > 0 && endpoint.Host != "127.0.0.1" && endpoint.Host != "localhost" && endpoint.Host != "::1")
                {
                    found.Add("The access token crosses the network unencrypted: use tls:// for a server on another machine.");
                }
            }
            catch (WireException error)
            {
                found.Add(error.Message);
            }

            return found;
        }

        private static List<string> Of(NacreWorld world)
        {
            var found = new List<string>();
            var asked = world.Request();
            if (asked.Spec == null && asked.Snapshot == null && string.IsNullOrWhiteSpace(asked.Prompt)) found.Add("Write a prompt, or give a saved world: the server needs to know what place to make.");
            if (asked.Prompt != null && asked.Prompt.Length > Protocol.PromptCharacters) found.Add("The prompt is longer than " + Protocol.PromptCharacters + " characters.");
            if (world.Hero != null && !world.WithGeometry) found.Add("A hero of your own needs geometry: switch on With Geometry.");
            if (world.WithGeometry && world.GetComponentInChildren<NacreGeometry>() == null) found.Add("Geometry is sent, and nothing draws it: add a Nacre Geometry.");
            if (asked.Channels!.Contains("rgb") && !asked.Channels.Contains("depth")) found.Add("Without depth nothing of yours goes behind generated walls, and the timewarp only turns.");
            return found;
        }

        private static List<string> Of(NacreScreen screen)
        {
            var found = new List<string>();
            if (screen.World == null && screen.GetComponentInParent<NacreWorld>() == null) found.Add(NoWorld);
            var shownOn = screen.Mode == ScreenMode.Painting || screen.Mode == ScreenMode.Window || screen.Mode == ScreenMode.Property;
            if (shownOn && screen.Target == null) found.Add("Choose the renderer to show it on.");
            if (screen.Mode == ScreenMode.Texture && screen.Texture == null) found.Add("Choose the render texture to draw in.");
            if (screen.Mode != ScreenMode.Property || screen.Target == null || screen.Target.sharedMaterial == null) return found;
            if (!screen.Target.sharedMaterial.HasProperty(screen.Property)) found.Add("The material " + screen.Target.sharedMaterial.name + " has no property " + screen.Property + ".");
            return found;
        }

        private static List<string> NeedsGeometry(NacreWorld? world)
        {
            if (world == null) return new List<string> { NoWorld };
            return world.WithGeometry ? new List<string>() : new List<string> { "Switch on With Geometry of the Nacre World." };
        }

        private static List<string> Of(NacreEntities entities)
        {
            var found = new List<string>();
            if (entities.GetComponentInParent<NacreWorld>() == null) found.Add(NoWorld);
            if (entities.Prefabs.Count == 0 && entities.ObjectPrefabs.Count == 0 && entities.Fallback == null) found.Add("Give a prefab for at least one class, or a fallback.");
            return found;
        }

        private static List<string> Of(NacreRecorder recorder)
        {
            var found = new List<string>();
            if (recorder.Source == null && recorder.GetComponent<Camera>() == null) found.Add("Choose a camera, or put this component on one.");
            return found;
        }
    }
}

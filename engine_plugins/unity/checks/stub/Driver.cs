using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace UnityEngine
{
    /// <summary>Which page of Unity's public reference a member's signature follows: <c>docs.unity3d.com/ScriptReference/PAGE.html</c>, or for packages
    /// <c>docs.unity3d.com/Packages/com.unity.NAME@VERSION/api/PAGE.html</c>, written <c>NAME@VERSION/PAGE</c>.</summary>
    [ForTests]
    [AttributeUsage(AttributeTargets.All)]
    public sealed class PageAttribute : Attribute
    {
        public PageAttribute(string page) { Page = page; }
        public string Page { get; }
    }

    /// <summary>Not Unity's: what tests look at or set.</summary>
    [ForTests]
    [AttributeUsage(AttributeTargets.All)]
    public sealed class ForTestsAttribute : Attribute { }

    /// <summary>What a test does in Unity's place: frames, reloads, destruction, counts of what is alive.</summary>
    [ForTests]
    public static class Stub
    {
        public static readonly List<GameObject> Objects = new List<GameObject>();
        public static readonly HashSet<Object> Alive = new HashSet<Object>(new Same());
        public static readonly List<string> Log = new List<string>();

        /// <summary>Whether this is a player: shaders are found only where something refers to them.</summary>
        public static bool IsPlayer;

        /// <summary>Whether the card is driven by OpenGL: clip space and device depth run the other way.</summary>
        public static bool IsOpenGl;

        /// <summary>The button that is being pressed.</summary>
        public static string Press = string.Empty;

        /// <summary>Destroy the scene. With <paramref name="forget"/>, also what the scene ought to have freed, and everything that was set.</summary>
        public static void Reset(bool forget = true)
        {
            foreach (var one in Objects.ToList()) Destroy(one);
            Objects.Clear();
            if (!forget) return;
            Alive.Clear();
            Log.Clear();
            Press = string.Empty;
            IsPlayer = IsOpenGl = false;
            Resources.Assets.Clear();
            Application.isPlaying = true;
            Time.realtimeSinceStartupAsDouble = 0;
            Event.current = new Event();
            Input.Held.Clear();
            Input.Moved = Vector2.zero;
            Input.Clicked = false;
            Shader.Included.Clear();
            Graphics.Instanced.Clear();
            RenderSettings.Forget();
            Physics.Forget();
            Camera.main = null;
        }

        /// <summary>What has been made and not destroyed, for messages.</summary>
        public static string Left() => string.Join(", ", Alive.Where(o => !(o is Shader)).Select(o => o.GetType().Name + " " + o.name));

        /// <summary>What the inspector's Add Component does.</summary>
        public static T AddInEditor<T>(GameObject to) where T : MonoBehaviour
        {
            var made = to.AddComponent<T>();
            Send(made, "Reset");
            return made;
        }

        /// <summary>What the end of play does to a scene: the same objects, all of them destroyed in no order one can rely on.</summary>
        public static void Quit()
        {
            foreach (var one in Objects.ToList().AsEnumerable().Reverse()) Destroy(one);
        }

        /// <summary>Objects of a type that have been made and not destroyed.</summary>
        public static int Count<T>() where T : Object => Alive.Count(o => o is T);

        /// <summary>One frame: Update of everyone in order of execution, then LateUpdate.</summary>
        public static void Frame(float seconds = 0.02f)
        {
            Time.deltaTime = Time.unscaledDeltaTime = seconds;
            Time.realtimeSinceStartupAsDouble += seconds;
            foreach (var one in Running().Where(one => !one.Started))
            {
                one.Started = true;
                Send(one, "Start");
            }

            foreach (var message in new[] { "Update", "LateUpdate", "OnGUI" })
                foreach (var one in Running()) Send(one, message);
        }

        /// <summary>What a recompile does: everyone is disabled, every field that is not serialised forgotten, everyone enabled again.</summary>
        public static void Reload()
        {
            var everyone = Running();
            foreach (var one in everyone) Leave(one);
            foreach (var one in everyone)
            {
                var fresh = (MonoBehaviour)Activator.CreateInstance(one.GetType());
                foreach (var field in Serialised(one.GetType())) field.SetValue(fresh, field.GetValue(one));
                fresh.gameObject = one.gameObject;
                var all = one.gameObject.All;
                all[all.IndexOf(one)] = fresh;
                foreach (var other in Objects.SelectMany(o => o.All).ToList())
                    foreach (var field in Serialised(other.GetType()).Where(f => ReferenceEquals(f.GetValue(other), one))) field.SetValue(other, fresh);
                one.Destroyed = true;
                Alive.Remove(one);
            }

            foreach (var one in everyone.Select(o => o.gameObject).Distinct().SelectMany(o => o.All.ToList())) Settle(one);
        }

        public static void Destroy(Object thing)
        {
            if (thing is null || thing.Destroyed) return;
            if (thing is GameObject one)
            {
                foreach (var child in one.transform.Children.ToList()) Destroy(child.gameObject);
                foreach (var component in one.All.ToList()) DestroyComponent(component);
                one.transform.SetParent(null, false);
                Objects.Remove(one);
            }
            else if (thing is Component component)
            {
                DestroyComponent(component);
                component.gameObject.All.Remove(component);
            }

            thing.Destroyed = true;
            Alive.Remove(thing);
        }

        internal static void Settle(Component component)
        {
            if (!(component is MonoBehaviour one)) return;
            var should = one.isActiveAndEnabled && (Application.isPlaying || one.GetType().GetCustomAttribute<ExecuteAlways>() != null);
            if (should == one.Enabled) return;
            if (!should)
            {
                Leave(one);
                return;
            }

            one.Enabled = true;
            if (!one.Awoken) Send(one, "Awake");
            one.Awoken = true;
            Send(one, "OnEnable");
        }

        private static void Leave(MonoBehaviour one)
        {
            one.Enabled = false;
            Send(one, "OnDisable");
        }

        private static void DestroyComponent(Component component)
        {
            if (component is MonoBehaviour one)
            {
                if (one.Enabled) Leave(one);
                Send(one, "OnDestroy");
            }

            component.Destroyed = true;
            Alive.Remove(component);
        }

        private static List<MonoBehaviour> Running()
        {
            return Objects.SelectMany(o => o.All).OfType<MonoBehaviour>().Where(b => b.Enabled)
                .OrderBy(b => b.GetType().GetCustomAttribute<DefaultExecutionOrder>()?.order ?? 0).ToList();
        }

        private static IEnumerable<FieldInfo> Serialised(Type type)
        {
            return type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => !f.IsInitOnly && (f.IsPublic || f.GetCustomAttribute<SerializeField>() != null));
        }

        private static void Send(MonoBehaviour to, string message)
        {
            if (to.Destroyed) return;
            var method = to.GetType().GetMethod(message, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
            if (method == null) return;
            try
            {
                method.Invoke(to, null);
            }
            catch (TargetInvocationException error)
            {
                throw new InvalidOperationException(to.GetType().Name + "." + message + ": " + error.InnerException, error.InnerException);
            }
        }

        private sealed class Same : IEqualityComparer<Object>
        {
            public bool Equals(Object a, Object b) => ReferenceEquals(a, b);
            public int GetHashCode(Object o) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(o);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace UnityEngine
{
    // ScriptReference/HideFlags
    [Flags]
    public enum HideFlags { None = 0, HideAndDontSave = 61 }

    // ScriptReference/Object
    public class Object
    {
        private static int last;
        private readonly int number = ++last;
        internal bool Destroyed;

        public Object() { Stub.Alive.Add(this); }

        public string name { get; set; } = string.Empty; // ScriptReference/Object-name
        public HideFlags hideFlags { get; set; } // ScriptReference/Object-hideFlags
        public int GetInstanceID() => number; // ScriptReference/Object.GetInstanceID

        // ScriptReference/Object.Destroy: at the end of the frame; here at once, which only makes it harder
        public static void Destroy(Object obj) => Stub.Destroy(obj);
        public static void DestroyImmediate(Object obj) => Stub.Destroy(obj); // ScriptReference/Object.DestroyImmediate

        // ScriptReference/Object.Instantiate
        public static T Instantiate<T>(T original, Transform parent) where T : Object
        {
            var from = (GameObject)(object)original;
            var copy = new GameObject(from.name + "(Clone)");
            copy.transform.SetParent(parent, false);
            foreach (var component in from.All.Where(c => !(c is Transform))) copy.AddComponent(component.GetType());
            return (T)(object)copy;
        }

        // ScriptReference/Object-operator_eq: what is destroyed equals null
        public static bool operator ==(Object a, Object b)
        {
            var goneA = a is null || a.Destroyed;
            var goneB = b is null || b.Destroyed;
            return goneA || goneB ? goneA && goneB : ReferenceEquals(a, b);
        }

        public static bool operator !=(Object a, Object b) => !(a == b); // ScriptReference/Object-operator_ne
        public override bool Equals(object other) => ReferenceEquals(this, other);
        public override int GetHashCode() => number;
    }

    // ScriptReference/Component
    public class Component : Object
    {
        public GameObject gameObject { get; internal set; } // ScriptReference/Component-gameObject
        public Transform transform => gameObject.transform; // ScriptReference/Component-transform
        public T GetComponent<T>() => gameObject.GetComponent<T>(); // ScriptReference/Component.GetComponent

        // ScriptReference/Component.GetComponentInParent: this object first, then those above
        public T GetComponentInParent<T>() where T : class
        {
            for (var at = transform; !(at is null); at = at.parent)
            {
                var found = at.gameObject.GetComponent<T>();
                if (found != null) return found;
            }

            return null;
        }
    }

    // ScriptReference/Behaviour
    public class Behaviour : Component
    {
        private bool on = true;

        // ScriptReference/Behaviour-enabled
        public bool enabled
        {
            get => on;
            set
            {
                on = value;
                Stub.Settle(this);
            }
        }

        public bool isActiveAndEnabled => on && !Destroyed && gameObject.activeInHierarchy; // ScriptReference/Behaviour-isActiveAndEnabled
        internal bool Enabled;
    }

    // ScriptReference/MonoBehaviour
    public class MonoBehaviour : Behaviour { }

    // ScriptReference/ScriptableObject
    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>() where T : ScriptableObject, new() => new T(); // ScriptReference/ScriptableObject.CreateInstance
    }

    // ScriptReference/GameObject
    public sealed class GameObject : Object
    {
        internal readonly List<Component> All = new List<Component>();
        private bool active = true;

        public GameObject(string name = "New Game Object")
        {
            this.name = name;
            transform = new Transform { gameObject = this };
            All.Add(transform);
            Stub.Objects.Add(this);
        }

        public Transform transform { get; } // ScriptReference/GameObject-transform
        public bool activeSelf => active; // ScriptReference/GameObject-activeSelf
        public bool activeInHierarchy => active && (transform.parent is null || transform.parent.gameObject.activeInHierarchy); // ScriptReference/GameObject-activeInHierarchy
        public T AddComponent<T>() where T : Component => (T)AddComponent(typeof(T)); // ScriptReference/GameObject.AddComponent

        public Component AddComponent(Type type)
        {
            var made = (Component)Activator.CreateInstance(type);
            made.gameObject = this;
            All.Add(made);
            Stub.Settle(made);
            return made;
        }

        public T GetComponent<T>() => All.Where(c => !c.Destroyed).OfType<T>().FirstOrDefault(); // ScriptReference/GameObject.GetComponent

        // ScriptReference/GameObject.SetActive
        public void SetActive(bool value)
        {
            active = value;
            foreach (var component in Below(transform).ToList()) Stub.Settle(component);
        }

        internal static IEnumerable<Component> Below(Transform from) => from.gameObject.All.Concat(from.Children.SelectMany(Below));
    }

    // ScriptReference/Transform
    public sealed class Transform : Component
    {
        internal readonly List<Transform> Children = new List<Transform>();
        public Transform parent { get; private set; } // ScriptReference/Transform-parent
        public Vector3 localPosition { get; set; } // ScriptReference/Transform-localPosition
        public Quaternion localRotation { get; set; } = Quaternion.identity; // ScriptReference/Transform-localRotation
        public int childCount => Children.Count; // ScriptReference/Transform-childCount
        public Transform GetChild(int index) => Children[index]; // ScriptReference/Transform.GetChild
        public Vector3 position => parent is null ? localPosition : parent.TransformPoint(localPosition); // ScriptReference/Transform-position
        public Quaternion rotation => parent is null ? localRotation : parent.rotation * localRotation; // ScriptReference/Transform-rotation
        public Vector3 TransformPoint(Vector3 p) => position + rotation * p; // ScriptReference/Transform.TransformPoint
        public Vector3 InverseTransformPoint(Vector3 p) => Quaternion.Inverse(rotation) * (p - position); // ScriptReference/Transform.InverseTransformPoint

        // ScriptReference/Transform-worldToLocalMatrix
        public Matrix4x4 worldToLocalMatrix
        {
            get
            {
                var back = Quaternion.Inverse(rotation);
                return Matrix4x4.Rigid(back * (position * -1f), back);
            }
        }

        // ScriptReference/Transform.SetParent
        public void SetParent(Transform to, bool worldPositionStays)
        {
            if (worldPositionStays) throw new NotSupportedException();
            parent?.Children.Remove(this);
            parent = to;
            to?.Children.Add(this);
        }

        // ScriptReference/Transform.SetPositionAndRotation
        public void SetPositionAndRotation(Vector3 at, Quaternion turned)
        {
            localPosition = parent is null ? at : parent.InverseTransformPoint(at);
            localRotation = parent is null ? turned : Quaternion.Inverse(parent.rotation) * turned;
        }
    }

    /// <summary>What a test does in Unity's place: frames, reloads, destruction, counts of what is alive.</summary>
    public static class Stub
    {
        public static readonly List<GameObject> Objects = new List<GameObject>();
        public static readonly HashSet<Object> Alive = new HashSet<Object>(new Same());
        public static readonly List<string> Log = new List<string>();

        /// <summary>The button that is being pressed.</summary>
        public static string Press = string.Empty;

        public static void Reset()
        {
            foreach (var one in Objects.ToList()) Destroy(one);
            Objects.Clear();
            Alive.Clear();
            Log.Clear();
            Application.isPlaying = true;
            Time.realtimeSinceStartupAsDouble = 0;
        }

        /// <summary>Objects of a type that have been made and not destroyed.</summary>
        public static int Count<T>() where T : Object => Alive.Count(o => o is T);

        /// <summary>One frame: Update of everyone in order of execution, then LateUpdate.</summary>
        public static void Frame(float seconds = 0.02f)
        {
            Time.deltaTime = Time.unscaledDeltaTime = seconds;
            Time.realtimeSinceStartupAsDouble += seconds;
            foreach (var message in new[] { "Update", "LateUpdate" })
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

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace UnityEngine
{
    [Page("HideFlags")] [Flags]
    public enum HideFlags { None = 0, HideAndDontSave = 61 }

#if UNITY_6000_4_OR_NEWER
    [Page("EntityId")] public struct EntityId { [ForTests] public int Number; }
#endif

    [Page("Object")] public class Object
    {
        private static int last;
        private readonly int number = ++last;
        internal bool Destroyed;

        public Object() { Stub.Alive.Add(this); }

        internal int Number => number;
#if UNITY_6000_4_OR_NEWER
        [Page("Object.GetEntityId")] public EntityId GetEntityId() => new EntityId { Number = number };
#else
        [Page("Object.GetInstanceID")] public int GetInstanceID() => number;
#endif

        [Page("Object-name")] public virtual string name { get; set; } = string.Empty;
        [Page("Object-hideFlags")] public HideFlags hideFlags { get; set; }

        // at the end of the frame; here at once, which only makes it harder
        [Page("Object.Destroy")] public static void Destroy(Object obj) => Stub.Destroy(obj);
        [Page("Object.DestroyImmediate")] public static void DestroyImmediate(Object obj) => Stub.Destroy(obj);

        [Page("Object.Instantiate")] public static T Instantiate<T>(T original, Transform parent) where T : Object
        {
            var from = (GameObject)(object)original;
            var copy = new GameObject(from.name + "(Clone)");
            copy.transform.SetParent(parent, false);
            copy.transform.localPosition = from.transform.localPosition;
            copy.transform.localRotation = from.transform.localRotation;
            copy.transform.localScale = from.transform.localScale;
            foreach (var component in from.All.Where(c => !(c is Transform)))
            {
                var made = copy.AddComponent(component.GetType());
                if (made is MeshFilter shape) shape.sharedMesh = ((MeshFilter)component).sharedMesh;
            }

            foreach (var child in from.transform.Children.ToList()) Instantiate(child.gameObject, copy.transform).name = child.name;

            return (T)(object)copy;
        }

        // what is destroyed equals null
        [Page("Object-operator_eq")] public static bool operator ==(Object a, Object b)
        {
            var goneA = a is null || a.Destroyed;
            var goneB = b is null || b.Destroyed;
            return goneA || goneB ? goneA && goneB : ReferenceEquals(a, b);
        }

        [Page("Object-operator_ne")] public static bool operator !=(Object a, Object b) => !(a == b);
        public override bool Equals(object other) => ReferenceEquals(this, other);
        public override int GetHashCode() => number;
    }

    [Page("Component")] public class Component : Object
    {
        // A component has the name of its object.
        [Page("Object-name")] public override string name { get => gameObject is null ? string.Empty : gameObject.name; set => gameObject.name = value; }
        [Page("Component-gameObject")] public GameObject gameObject { get; internal set; }
        [Page("Component-transform")] public Transform transform => gameObject.transform;
        [Page("Component.TryGetComponent")] public bool TryGetComponent<T>(out T component) => (component = gameObject.GetComponent<T>()) != null;
        [Page("Component.GetComponentInChildren")] public T GetComponentInChildren<T>() => GameObject.Below(transform).Where(c => !c.Destroyed).OfType<T>().FirstOrDefault();
        [Page("Component.GetComponent")] public T GetComponent<T>() => gameObject.GetComponent<T>();

        // this object first, then those above
        [Page("Component.GetComponentInParent")] public T GetComponentInParent<T>() where T : class
        {
            for (var at = transform; !(at is null); at = at.parent)
            {
                var found = at.gameObject.GetComponent<T>();
                if (found != null) return found;
            }

            return null;
        }
    }

    [Page("Behaviour")] public class Behaviour : Component
    {
        private bool on = true;

        [Page("Behaviour-enabled")] public bool enabled
        {
            get => on;
            set
            {
                on = value;
                Stub.Settle(this);
            }
        }

        [Page("Behaviour-isActiveAndEnabled")] public bool isActiveAndEnabled => on && !Destroyed && gameObject.activeInHierarchy;
        internal bool Enabled, Awoken, Started;
    }

    [Page("MonoBehaviour")] public class MonoBehaviour : Behaviour
    {
        [Page("MonoBehaviour-useGUILayout")] public bool useGUILayout { get; set; } = true;
    }

    [Page("ScriptableObject")] public class ScriptableObject : Object
    {
        [Page("ScriptableObject.CreateInstance")] public static T CreateInstance<T>() where T : ScriptableObject, new() => new T();
        [ForTests] public static ScriptableObject CreateInstance(Type type) => (ScriptableObject)Activator.CreateInstance(type, true);
    }

    [Page("PrimitiveType")] public enum PrimitiveType { Sphere = 0, Cube = 3, Quad = 5 }

    [Page("GameObject")] public sealed class GameObject : Object
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

        [Page("GameObject-transform")] public Transform transform { get; }
        [Page("GameObject-layer")] public int layer { get; set; }
        [Page("GameObject-tag")] public string tag { get; set; } = "Untagged";
        internal bool activeInHierarchy => active && (transform.parent is null || transform.parent.gameObject.activeInHierarchy);
        [Page("GameObject.AddComponent")] public T AddComponent<T>() where T : Component => (T)AddComponent(typeof(T));

        [ForTests] public Component AddComponent(Type type)
        {
            foreach (RequireComponent needed in type.GetCustomAttributes(typeof(RequireComponent), true))
                if (!All.Any(c => needed.Needed.IsInstanceOfType(c))) AddComponent(needed.Needed);
            var made = (Component)Activator.CreateInstance(type);
            made.gameObject = this;
            All.Add(made);
            Stub.Settle(made);
            return made;
        }

        [Page("GameObject.GetComponent")] public T GetComponent<T>() => All.Where(c => !c.Destroyed).OfType<T>().FirstOrDefault();

        [Page("GameObject.GetComponentsInChildren")] public T[] GetComponentsInChildren<T>() => Below(transform).Where(c => !c.Destroyed).OfType<T>().ToArray();

        [Page("GameObject.SetActive")] public void SetActive(bool value)
        {
            active = value;
            foreach (var component in Below(transform).ToList()) Stub.Settle(component);
        }

        [ForTests] public int CountOf(Type type) => All.Count(type.IsInstanceOfType);

        [Page("GameObject.CreatePrimitive")]
        public static GameObject CreatePrimitive(PrimitiveType type)
        {
            var made = new GameObject(type.ToString());
            made.AddComponent<MeshRenderer>();
            return made;
        }

        internal static IEnumerable<Component> Below(Transform from) => from.gameObject.All.Concat(from.Children.SelectMany(Below));
    }

    [Page("Transform")] public sealed class Transform : Component
    {
        internal readonly List<Transform> Children = new List<Transform>();
        [ForTests] public Transform parent { get; private set; }
        [Page("Transform-localPosition")] public Vector3 localPosition { get; set; }
        [Page("Transform-localRotation")] public Quaternion localRotation { get; set; } = Quaternion.identity;
        [Page("Transform-localScale")] public Vector3 localScale { get; set; } = Vector3.one;
        [Page("Transform.Find")] public Transform Find(string n) => Children.FirstOrDefault(child => child.name == n);
        [Page("Transform-childCount")] public int childCount => Children.Count;
        [Page("Transform.GetChild")] public Transform GetChild(int index) => Children[index];
        [Page("Transform-position")] public Vector3 position { get => parent is null ? localPosition : parent.TransformPoint(localPosition); set => localPosition = parent is null ? value : parent.InverseTransformPoint(value); }
        [Page("Transform-rotation")] public Quaternion rotation { get => parent is null ? localRotation : parent.rotation * localRotation; set => localRotation = parent is null ? value : Quaternion.Inverse(parent.rotation) * value; }
        [Page("Transform.TransformPoint")] public Vector3 TransformPoint(Vector3 p) => localToWorldMatrix.MultiplyPoint3x4(p);

        // scaled alike in all directions, if at all
        [Page("Transform.InverseTransformPoint")] public Vector3 InverseTransformPoint(Vector3 p)
        {
            var one = parent is null ? p : parent.InverseTransformPoint(p);
            return Quaternion.Inverse(localRotation) * (one - localPosition) * (1f / localScale.x);
        }

        [Page("Transform-localToWorldMatrix")] public Matrix4x4 localToWorldMatrix
        {
            get
            {
                var own = Matrix4x4.TRS(localPosition, localRotation, localScale);
                return parent is null ? own : parent.localToWorldMatrix * own;
            }
        }

        [Page("Transform-worldToLocalMatrix")] public Matrix4x4 worldToLocalMatrix
        {
            get
            {
                var back = Quaternion.Inverse(rotation);
                return Matrix4x4.Rigid(back * (position * -1f), back);
            }
        }

        [Page("Transform.SetParent")] public void SetParent(Transform to, bool worldPositionStays)
        {
            if (worldPositionStays) throw new NotSupportedException();
            parent?.Children.Remove(this);
            parent = to;
            to?.Children.Add(this);
        }

        [Page("Transform.SetPositionAndRotation")] public void SetPositionAndRotation(Vector3 at, Quaternion turned)
        {
            localPosition = parent is null ? at : parent.InverseTransformPoint(at);
            localRotation = parent is null ? turned : Quaternion.Inverse(parent.rotation) * turned;
        }
    }
}

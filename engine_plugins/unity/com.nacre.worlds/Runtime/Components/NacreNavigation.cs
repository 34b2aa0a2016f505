#nullable enable
using UnityEngine;
using UnityEngine.AI;

namespace Nacre.Worlds
{
    /// <summary>Gives agents the navigation mesh of baked ground while it is enabled, for projects without the AI Navigation package. <see cref="NacreLevel"/> and the
    /// Nacre window put it on what they bake.</summary>
    [AddComponentMenu("Nacre/Nacre Navigation")]
    [ExecuteAlways]
    public sealed class NacreNavigation : MonoBehaviour
    {
        [SerializeField, Tooltip("Where agents can walk.")]
        private NavMeshData? data;

        private NavMeshDataInstance instance;

        /// <summary>Where agents can walk.</summary>
        public NavMeshData? Data
        {
            get => data;
            set
            {
                data = value;
                if (isActiveAndEnabled) OnEnable();
            }
        }

        private void OnEnable()
        {
            OnDisable();
            if (data != null) instance = NavMesh.AddNavMeshData(data, transform.position, transform.rotation);
        }

        private void OnDisable()
        {
            if (instance.valid) instance.Remove();
        }
    }
}

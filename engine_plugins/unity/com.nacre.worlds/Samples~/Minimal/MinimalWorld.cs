using Nacre.Worlds;
using UnityEngine;

/// <summary>The least there is to do: put this on an empty object and press Play.</summary>
public sealed class MinimalWorld : MonoBehaviour
{
    [SerializeField] private string prompt = "a village by a river in the morning";

    private void Start()
    {
        // switched off meanwhile, so that the world opens once and with these words
        gameObject.SetActive(false);
        var world = gameObject.AddComponent<NacreWorld>();
        world.Prompt = prompt;
        gameObject.AddComponent<NacreScreen>();
        gameObject.AddComponent<NacreInput>();
        gameObject.AddComponent<NacreOverlay>();
        gameObject.SetActive(true);
    }
}

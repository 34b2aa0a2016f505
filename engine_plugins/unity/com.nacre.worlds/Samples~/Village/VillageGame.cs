using Nacre.Worlds;
using Nacre.Worlds.Wire;
using UnityEngine;

/// <summary>Save with F5, go back with F9; B bakes the ground and drops a ball of the engine's own physics on it.</summary>
public sealed class VillageGame : MonoBehaviour
{
    [SerializeField] private NacreWorld world;
    [SerializeField] private NacreLevel level;
    [SerializeField] private Rigidbody ball;

    private void OnEnable()
    {
        world.Connection.Answered += OnAnswer;
        level.Baked += OnBaked;
    }

    private void OnDisable()
    {
        world.Connection.Answered -= OnAnswer;
        level.Baked -= OnBaked;
    }

    private void Update()
    {
        if (Input.GetKeyDown(KeyCode.F5)) world.Save("village");
        if (Input.GetKeyDown(KeyCode.F9)) world.Restore("village");
        if (Input.GetKeyDown(KeyCode.B)) level.Bake();
    }

    private void OnAnswer(IWireMessage answer)
    {
        switch (answer)
        {
            case ServerSaved saved: Debug.Log("saved as " + saved.Name); break;
            case ServerRestored restored: Debug.Log("back at tick " + restored.Tick); break;
            case ServerError error: Debug.LogWarning(error.Message + " " + error.Hint); break;
        }
    }

    private void OnBaked(GameObject ground)
    {
        if (ground.transform.childCount == 0) return;
        ball.position = ground.transform.GetChild(0).position + Vector3.up * 2f;
        // asleep it has no speed left; it wakes and falls
        ball.Sleep();
        ball.WakeUp();
    }
}

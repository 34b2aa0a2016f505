using Nacre.Worlds;
using Nacre.Worlds.Wire;
using UnityEngine;

/// <summary>A village to come back to: F5 saves it on the server, F9 goes back, and the next play goes on from the save. B bakes the ground around the
/// player and drops a ball of the engine's own physics on it. T speaks to the nearest character, where the server offers that.</summary>
// before the world opens by itself
[DefaultExecutionOrder(-200)]
public sealed class VillageGame : MonoBehaviour
{
    private const string SaveName = "village";
    private const string Remembered = "NacreVillageSaved";

    [SerializeField] private NacreWorld world;
    [SerializeField] private NacreLevel level;
    [SerializeField] private Rigidbody ball;
    [SerializeField] private string greeting = "Good morning! Where does this path lead?";

    private readonly double[] position = new double[3];
    private string line = "F5 save   F9 go back   B bake and drop a ball   T talk";

    /// <summary>What the scene's menu item wires up.</summary>
    public void Wire(NacreWorld place, NacreLevel ground, Rigidbody thrown)
    {
        world = place;
        level = ground;
        ball = thrown;
    }

    private void Awake()
    {
        if (PlayerPrefs.GetInt(Remembered, 0) == 0) return;
        var saved = ScriptableObject.CreateInstance<NacreSavedWorld>();
        saved.ServerSave = SaveName;
        world.Saved = saved;
    }

    private void OnEnable()
    {
        world.Connection.Answered += OnAnswer;
        world.Failed += OnFailed;
        world.EventReceived += OnEvent;
        level.Baked += OnBaked;
        level.Failed += Say;
    }

    private void OnDisable()
    {
        world.Connection.Answered -= OnAnswer;
        world.Failed -= OnFailed;
        world.EventReceived -= OnEvent;
        level.Baked -= OnBaked;
        level.Failed -= Say;
    }

    private void OnGUI()
    {
        GUI.Label(new Rect(12f, 420f, 900f, 60f), line);
        // the interface's own key events come under the old and the new input system
        if (Event.current.type != EventType.KeyDown) return;
        switch (Event.current.keyCode)
        {
            case KeyCode.F5: world.Save(SaveName); break;
            case KeyCode.F9: world.Restore(SaveName); break;
            case KeyCode.B: Say(level.Bake() ? "looking at the ground" : "the world is not open yet"); break;
            case KeyCode.T: Talk(); break;
        }
    }

    private void Talk()
    {
        var nearest = -1L;
        var least = double.PositiveInfinity;
        var state = world.Connection.LastState;
        if (state == null || world.Pose == null) return;
        foreach (var one in state.Entities.Root)
        {
            if (!one["position"].Numbers(position)) continue;
            var far = 0.0;
            for (var i = 0; i < 3; i++) far += (position[i] - world.Pose.Camera.Position[i]) * (position[i] - world.Pose.Camera.Position[i]);
            if (far >= least) continue;
            least = far;
            nearest = one["slot"].Integer(-1);
        }

        if (nearest < 0) Say("nobody is here");
        else world.Say(nearest, greeting);
    }

    private void OnAnswer(IWireMessage answer)
    {
        switch (answer)
        {
            case ServerSaved saved:
                PlayerPrefs.SetInt(Remembered, 1);
                Say("saved as " + saved.Name);
                break;
            case ServerRestored restored: Say("back at tick " + restored.Tick); break;
        }
    }

    private void OnFailed(string code, string message, string hint)
    {
        if (code == ErrorCodes.Unsupported)
        {
            Say("the characters of this server do not talk yet");
            return;
        }

        Say(message + " " + hint);
        if (code != ErrorCodes.NoSuchSave || world.Saved == null) return;
        // the server has forgotten the save: begin anew
        PlayerPrefs.SetInt(Remembered, 0);
        world.Saved = null;
        world.Open();
    }

    private void OnEvent(ServerEvent happened)
    {
        // what a character answers would come as an event, on servers that offer it
        if (happened.Kind == "said") Say(happened.Data.Root["text"].Text());
    }

    private void OnBaked(GameObject ground)
    {
        var places = ground.transform.Find("SpawnPoints");
        if (places.childCount == 0) return;
        ball.position = places.GetChild(0).position + Vector3.up * 2f;
        // asleep it has no speed left; it wakes and falls
        ball.Sleep();
        ball.WakeUp();
        Say("a ball lies on the ground of " + places.childCount + " spawn points");
    }

    private void Say(string text)
    {
        line = text;
    }
}

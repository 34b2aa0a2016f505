using Nacre.Worlds;
using UnityEngine;

/// <summary>Records your game: R begins and ends an episode. What the player does is read off how the player moves, which works with any controls; if your
/// game knows it better, report that instead.</summary>
[RequireComponent(typeof(NacreRecorder))]
public sealed class RecordPlay : MonoBehaviour
{
    [SerializeField] private Transform player;
    [SerializeField] private float walkingSpeed = 3f;

    private NacreRecorder recorder;
    private Vector3 place;
    private float left;
    private float up;

    /// <summary>Whose movement is recorded; before it wakes.</summary>
    public void Follow(Transform whom)
    {
        player = whom;
    }

    private void Awake()
    {
        recorder = GetComponent<NacreRecorder>();
        place = player.position;
        Heading(out left, out up);
    }

    private void LateUpdate()
    {
        var step = Quaternion.Inverse(player.rotation) * (player.position - place);
        place = player.position;
        var speed = Mathf.Max(Time.deltaTime, 1e-4f) * walkingSpeed;
        float leftNow, upNow;
        Heading(out leftNow, out upNow);
        recorder.Report(Mathf.Clamp(step.x / speed, -1f, 1f), Mathf.Clamp(step.z / speed, -1f, 1f), step.y > speed, step.magnitude > 1.5f * speed, Mathf.DeltaAngle(left, leftNow) * Mathf.Deg2Rad, Mathf.DeltaAngle(up, upNow) * Mathf.Deg2Rad);
        left = leftNow;
        up = upNow;
    }

    private void OnGUI()
    {
        var happened = Event.current;
        if (happened.type != EventType.KeyDown || happened.keyCode != KeyCode.R) return;
        if (recorder.IsRecording) recorder.End();
        else Debug.Log("recording to " + recorder.Begin());
    }

    private void Heading(out float degreesLeft, out float degreesUp)
    {
        double yaw, pitch;
        Axes.ToWire(player.rotation, out yaw, out pitch);
        degreesLeft = (float)yaw * Mathf.Rad2Deg;
        degreesUp = (float)pitch * Mathf.Rad2Deg;
    }
}

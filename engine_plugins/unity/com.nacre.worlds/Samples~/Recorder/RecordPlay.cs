using Nacre.Worlds;
using UnityEngine;

/// <summary>Records your game: R begins and ends an episode. Replace the reading of the input by that of your own player.</summary>
[RequireComponent(typeof(NacreRecorder))]
public sealed class RecordPlay : MonoBehaviour
{
    private NacreRecorder recorder;

    private void Awake()
    {
        recorder = GetComponent<NacreRecorder>();
    }

    private void Update()
    {
        if (Input.GetKeyDown(KeyCode.R))
        {
            if (recorder.IsRecording) recorder.End();
            else Debug.Log("recording to " + recorder.Begin());
        }

        recorder.Report(Input.GetAxisRaw("Horizontal"), Input.GetAxisRaw("Vertical"), Input.GetKey(KeyCode.Space), Input.GetKey(KeyCode.LeftShift), -Input.GetAxisRaw("Mouse X") * 0.05f, Input.GetAxisRaw("Mouse Y") * 0.05f);
    }
}

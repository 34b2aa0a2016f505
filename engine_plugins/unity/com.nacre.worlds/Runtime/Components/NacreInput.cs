#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;
#if NACRE_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
using UnityEngine.InputSystem;
#endif

namespace Nacre.Worlds
{
    /// <summary>Keyboard, mouse and gamepad as what the player of a <see cref="NacreWorld"/> does: from the Input System where the project has it, from
    /// the old input manager otherwise. What the model of the world does not take (see its action schema) is not sent.</summary>
    [AddComponentMenu("Nacre/Nacre Input")]
    [DefaultExecutionOrder(-90)]
    public sealed partial class NacreInput : MonoBehaviour
    {
        [SerializeField, Tooltip("The world to steer. Empty: the one on this object or above.")]
        private NacreWorld? world;

#if NACRE_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
        [SerializeField, Tooltip("Actions named Move, Look (pixels), Turn (a stick), Jump and Sprint; those that are missing do nothing. Empty: keyboard, mouse and gamepad are read directly.")]
        private InputActionAsset? actions;
#endif

        [Header("Looking")]
        [SerializeField, Tooltip("Capture the mouse with a click; Escape lets it go.")]
        private bool captureMouse = true;

        [SerializeField, Range(0.0005f, 0.02f), Tooltip("Radians for every pixel the mouse moves.")]
        private float mouseSensitivity = 0.0025f;

        [SerializeField, Range(0.5f, 8f), Tooltip("Radians a second at full tilt of the right stick.")]
        private float stickSpeed = 3f;

        [SerializeField]
        private bool invertY;

        private NacreWorld? steered;
        private float forcedRight;
        private float forcedForward;
        private bool forcedJump;
        private bool forcedSprint;
        private float turnLeft;
        private float turnUp;
        private bool captured;
        private bool jumps = true;
        private bool sprints = true;
#if NACRE_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
        private InputAction? moveAction;
        private InputAction? lookAction;
        private InputAction? turnAction;
        private InputAction? jumpAction;
        private InputAction? sprintAction;
#endif

        /// <summary>The world to steer.</summary>
        public NacreWorld? World
        {
            get => world;
            set
            {
                if (isActiveAndEnabled) Forget();
                world = value;
                if (isActiveAndEnabled) Find();
            }
        }

        /// <summary>Turn the head by some radians, left and up positive, as a mouse would.</summary>
        public void Turn(float left, float up)
        {
            turnLeft += left;
            turnUp += up;
        }

        /// <summary>Hold something down from a script: a touch stick, a cut scene. All zero and false: nothing.</summary>
        public void Hold(float right, float forward, bool jump, bool sprint)
        {
            forcedRight = right;
            forcedForward = forward;
            forcedJump = jump;
            forcedSprint = sprint;
        }

        private void OnEnable()
        {
            Find();
#if NACRE_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
            if (actions == null) return;
            actions.Enable();
            moveAction = actions.FindAction("Move");
            lookAction = actions.FindAction("Look");
            turnAction = actions.FindAction("Turn");
            jumpAction = actions.FindAction("Jump");
            sprintAction = actions.FindAction("Sprint");
#endif
        }

        /// <summary>What is held now: right and ahead, each -1 to 1. For a hero of the game's own; see <see cref="NacreWorld.Hero"/>.</summary>
        public Vector2 Move { get; private set; }

        /// <summary>Whether jumping is held.</summary>
        public bool Jump { get; private set; }

        /// <summary>Whether running is held.</summary>
        public bool Sprint { get; private set; }

        /// <summary>How far one has looked round since the last call: radians left and up.</summary>
        public void TakeTurn(out float left, out float up)
        {
            left = turnLeft;
            up = invertY ? -turnUp : turnUp;
            turnLeft = turnUp = 0f;
        }

        private void OnDisable()
        {
            if (steered != null) steered.Connection.Act(0, 0, false, false, 0, 0);
            Forget();
            turnLeft = turnUp = 0f;
            if (captured) Capture(false);
        }

        private void Update()
        {
            if (steered == null) return;
            var move = Vector2.zero;
            var jump = false;
            var sprint = false;
            Read(ref move, ref jump, ref sprint);
            Move = new Vector2(Mathf.Clamp(move.x + forcedRight, -1f, 1f), Mathf.Clamp(move.y + forcedForward, -1f, 1f));
            Jump = jumps && (jump || forcedJump);
            Sprint = sprints && (sprint || forcedSprint);
            // a hero of the game's own reads all this itself
            if (steered.IsMovedByHero) return;
            TakeTurn(out var left, out var up);
            steered.Connection.Act(Move.x, Move.y, Jump, Sprint, left, up);
        }

        private void Find()
        {
            steered = world != null ? world : GetComponentInParent<NacreWorld>();
            if (steered == null) return;
            steered.Opened += OnOpened;
            if (steered.Info != null) OnOpened(steered.Info);
        }

        private void Forget()
        {
            if (steered != null) steered.Opened -= OnOpened;
            steered = null;
        }

        private void OnOpened(ServerOpened opened)
        {
            jumps = sprints = true;
            var models = steered!.Connection.Welcome?.Models;
            for (var i = 0; models != null && i < models.Count; i++)
            {
                var held = models[i].Actions.Root["held"];
                if (models[i].Name != opened.Model || !held.Exists) continue;
                jumps = held["jump"].Exists;
                sprints = held["sprint"].Exists;
            }
        }

        private void Capture(bool capture)
        {
            captured = capture;
            Cursor.lockState = capture ? CursorLockMode.Locked : CursorLockMode.None;
            Cursor.visible = !capture;
        }

        private void Mouse(Vector2 pixels)
        {
            if (captureMouse && !captured) return;
            Turn(-pixels.x * mouseSensitivity, pixels.y * mouseSensitivity);
        }

        private void Stick(Vector2 tilt)
        {
            Turn(-tilt.x * stickSpeed * Time.unscaledDeltaTime, tilt.y * stickSpeed * Time.unscaledDeltaTime);
        }

#if NACRE_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
        private void Read(ref Vector2 move, ref bool jump, ref bool sprint)
        {
            var mouse = UnityEngine.InputSystem.Mouse.current;
            if (mouse != null && captureMouse && mouse.leftButton.wasPressedThisFrame) Capture(true);
            var keys = Keyboard.current;
            if (keys != null && captured && keys.escapeKey.wasPressedThisFrame) Capture(false);
            if (actions != null)
            {
                if (moveAction != null) move = moveAction.ReadValue<Vector2>();
                if (lookAction != null) Mouse(lookAction.ReadValue<Vector2>());
                if (turnAction != null) Stick(turnAction.ReadValue<Vector2>());
                jump = jumpAction != null && jumpAction.IsPressed();
                sprint = sprintAction != null && sprintAction.IsPressed();
                return;
            }

            if (mouse != null) Mouse(mouse.delta.ReadValue());
            if (keys != null)
            {
                move.x += (keys.dKey.isPressed || keys.rightArrowKey.isPressed ? 1f : 0f) - (keys.aKey.isPressed || keys.leftArrowKey.isPressed ? 1f : 0f);
                move.y += (keys.wKey.isPressed || keys.upArrowKey.isPressed ? 1f : 0f) - (keys.sKey.isPressed || keys.downArrowKey.isPressed ? 1f : 0f);
                jump |= keys.spaceKey.isPressed;
                sprint |= keys.leftShiftKey.isPressed;
            }

            var pad = Gamepad.current;
            if (pad == null) return;
            move += pad.leftStick.ReadValue();
            Stick(pad.rightStick.ReadValue());
            jump |= pad.buttonSouth.isPressed;
            sprint |= pad.leftStickButton.isPressed;
        }
#elif ENABLE_LEGACY_INPUT_MANAGER
        private void Read(ref Vector2 move, ref bool jump, ref bool sprint)
        {
            if (captureMouse && Input.GetMouseButtonDown(0)) Capture(true);
            if (captured && Input.GetKeyDown(KeyCode.Escape)) Capture(false);
            move.x = (Input.GetKey(KeyCode.D) || Input.GetKey(KeyCode.RightArrow) ? 1f : 0f) - (Input.GetKey(KeyCode.A) || Input.GetKey(KeyCode.LeftArrow) ? 1f : 0f);
            move.y = (Input.GetKey(KeyCode.W) || Input.GetKey(KeyCode.UpArrow) ? 1f : 0f) - (Input.GetKey(KeyCode.S) || Input.GetKey(KeyCode.DownArrow) ? 1f : 0f);
            jump = Input.GetKey(KeyCode.Space);
            sprint = Input.GetKey(KeyCode.LeftShift);
            // the old manager's mouse axes are pixels times 0.05 as new projects set them up
            Mouse(new Vector2(Input.GetAxisRaw("Mouse X"), Input.GetAxisRaw("Mouse Y")) * 20f);
        }
#else
        // the project has the Input System switched on and its package left out: only Hold and Turn steer
        private void Read(ref Vector2 move, ref bool jump, ref bool sprint)
        {
            Stick(Vector2.zero);
            Mouse(Vector2.zero);
        }
#endif
    }
}

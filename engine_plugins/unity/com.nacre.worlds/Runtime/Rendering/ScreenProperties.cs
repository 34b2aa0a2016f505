#nullable enable
using Nacre.Worlds.Wire;
using UnityEngine;
using UnityEngine.Rendering;

namespace Nacre.Worlds
{
    /// <summary>The properties that the shaders in <c>Shaders/</c> read, and what they are for a picture and a camera. Written to a material or to a property
    /// block of a renderer with another material.</summary>
    internal sealed class ScreenProperties
    {
        private static readonly int PictureId = Shader.PropertyToID("_NacrePicture");
        private static readonly int DepthId = Shader.PropertyToID("_NacreDepth");
        private static readonly int FrameFromViewId = Shader.PropertyToID("_NacreFrameFromView");
        private static readonly int FrameFromWorldId = Shader.PropertyToID("_NacreFrameFromWorld");
        private static readonly int EyeId = Shader.PropertyToID("_NacreEye");
        private static readonly int HalfExtentId = Shader.PropertyToID("_NacreHalfExtent");
        private static readonly int ViewExtentId = Shader.PropertyToID("_NacreViewExtent");
        private static readonly int WorldFromViewId = Shader.PropertyToID("_NacreWorldFromView");
        private static readonly int ProjectionId = Shader.PropertyToID("_NacreProjection");
        private static readonly int SettingsId = Shader.PropertyToID("_NacreSettings");
        private static readonly int TexelId = Shader.PropertyToID("_NacreTexel");
        private static readonly int FlipId = Shader.PropertyToID("_NacreFlip");

        private Texture2D? picture;
        private Texture2D? depth;
        private bool flipped;
        private Matrix4x4 frameFromView = Matrix4x4.identity;
        private Matrix4x4 frameFromWorld = Matrix4x4.identity;
        private Matrix4x4 projection = Matrix4x4.identity;
        private Matrix4x4 worldFromView = Matrix4x4.identity;
        private Vector4 eye;
        private Vector4 halfExtent = new Vector4(1f, 1f, 0f, 0f);
        private Vector4 viewExtent = new Vector4(1f, 1f, 0f, 0f);
        private Vector4 settings = new Vector4(64f, 0f, 0f, 0f);
        private Vector4 texel;

        /// <summary>How much the picture is washed out, 0 to 1.</summary>
        internal float Fade
        {
            get => settings.z;
            set => settings.z = value;
        }

        /// <summary>Show a picture without depth: a preview.</summary>
        internal void Show(Texture2D still)
        {
            picture = still;
            depth = null;
            flipped = false;
            settings.y = 0f;
        }

        internal void Show(FrameTextures textures)
        {
            picture = textures.Picture;
            depth = textures.Depth;
            flipped = textures.PictureFlipped;
            settings.y = depth != null ? 1f : 0f;
            if (depth != null) texel = new Vector4(1f / depth.width, 1f / depth.height, 0f, 0f);
        }

        /// <summary>For a camera that looks at a world that stands at <paramref name="origin"/>.</summary>
        internal void Place(FramePose pose, Camera camera, Transform origin, bool timewarp, bool writeDepth)
        {
            var tall = Mathf.Tan((float)pose.Fov / 2f);
            var current = camera.projectionMatrix;
            frameFromWorld = Axes.FrameFromWire(pose.Camera) * Axes.Flip() * origin.worldToLocalMatrix;
            frameFromView = timewarp ? frameFromWorld * camera.cameraToWorldMatrix : Matrix4x4.identity;
            eye = camera.transform.position;
            halfExtent = new Vector4(tall * (float)pose.Aspect, tall, 0f, 0f);
            viewExtent = new Vector4(1f / current.m00, 1f / current.m11, 0f, 0f);
            worldFromView = camera.cameraToWorldMatrix;
            projection = DeviceProjection(current);
            var sky = SystemInfo.usesReversedZBuffer ? 1e-6f : 1f - 1e-6f;
            settings.x = (float)pose.Far;
            settings.w = writeDepth ? sky : -sky;
        }

        /// <summary>View space to clip space whose depth, divided, is what the card compares with, 0 to 1. OpenGL's clip space goes from -1 to 1 and is mapped
        /// by the card after the vertex shader; a depth that a fragment writes is not.</summary>
        private static Matrix4x4 DeviceProjection(Matrix4x4 projection)
        {
            var device = GL.GetGPUProjectionMatrix(projection, false);
            var kind = SystemInfo.graphicsDeviceType;
            if (kind != GraphicsDeviceType.OpenGLCore && kind != GraphicsDeviceType.OpenGLES3) return device;
            for (var column = 0; column < 4; column++) device[2, column] = 0.5f * (device[2, column] + device[3, column]);
            return device;
        }

        internal void Write(Material to)
        {
            to.SetTexture(PictureId, picture);
            to.SetTexture(DepthId, depth);
            to.SetFloat(FlipId, flipped ? 1f : 0f);
            to.SetMatrix(FrameFromWorldId, frameFromWorld);
            to.SetMatrix(FrameFromViewId, frameFromView);
            to.SetMatrix(ProjectionId, projection);
            to.SetMatrix(WorldFromViewId, worldFromView);
            to.SetVector(EyeId, eye);
            to.SetVector(HalfExtentId, halfExtent);
            to.SetVector(ViewExtentId, viewExtent);
            to.SetVector(SettingsId, settings);
            to.SetVector(TexelId, texel);
        }

        internal void Write(MaterialPropertyBlock to)
        {
            // a block refuses null where a material takes it
            if (picture != null) to.SetTexture(PictureId, picture);
            if (depth != null) to.SetTexture(DepthId, depth);
            to.SetFloat(FlipId, flipped ? 1f : 0f);
            to.SetMatrix(FrameFromWorldId, frameFromWorld);
            to.SetMatrix(FrameFromViewId, frameFromView);
            to.SetMatrix(ProjectionId, projection);
            to.SetMatrix(WorldFromViewId, worldFromView);
            to.SetVector(EyeId, eye);
            to.SetVector(HalfExtentId, halfExtent);
            to.SetVector(ViewExtentId, viewExtent);
            to.SetVector(SettingsId, settings);
            to.SetVector(TexelId, texel);
        }
    }
}

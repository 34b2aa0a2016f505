#nullable enable
using System;
using Nacre.Worlds.Wire;
using UnityEditor;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>The world in the Scene view without Play: the server draws for the Scene view's own camera, and its picture lies in a corner of the view. The world stands
    /// where the selected Nacre World is, or at the origin.</summary>
    internal sealed class SceneBackdrop : IDisposable
    {
        private const float Width = 480f;
        private const float Margin = 8f;

        private readonly EditorLink link;
        private readonly WireCamera camera = new WireCamera();

        internal SceneBackdrop(EditorLink link)
        {
            this.link = link;
            SceneView.duringSceneGui += Draw;
            link.Changed += SceneView.RepaintAll;
        }

        public void Dispose()
        {
            SceneView.duringSceneGui -= Draw;
            link.Changed -= SceneView.RepaintAll;
            link.ViewFrom(null);
        }

        private void Draw(SceneView view)
        {
            if (view.camera == null) return;
            var selected = Selection.activeGameObject;
            var world = selected != null ? selected.transform.GetComponentInParent<NacreWorld>() : null;
            Axes.ToWire(view.camera, world != null ? world.transform : null, camera);
            link.ViewFrom(camera);
            var picture = link.Picture;
            if (picture == null) return;
            Handles.BeginGUI();
            var area = new Rect(Margin, Margin, Width, Width * picture.height / picture.width);
            GUI.DrawTextureWithTexCoords(area, picture, link.PictureFlipped ? new Rect(0f, 1f, 1f, -1f) : new Rect(0f, 0f, 1f, 1f));
            Handles.EndGUI();
        }
    }
}

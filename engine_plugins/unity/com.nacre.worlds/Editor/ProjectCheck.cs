#nullable enable
using System;
using System.Collections.Generic;
using UnityEditor;
using UnityEditor.Build;
using UnityEngine;

namespace Nacre.Worlds.Editor
{
    /// <summary>What is right and wrong with a project's settings, for this package.</summary>
    internal static class ProjectCheck
    {
        internal readonly struct Finding
        {
            internal readonly string Text;
            internal readonly bool IsProblem;

            internal Finding(string text, bool isProblem)
            {
                Text = text;
                IsProblem = isProblem;
            }
        }

        internal static List<Finding> Findings()
        {
            var level = PlayerSettings.GetApiCompatibilityLevel(NamedBuildTarget.FromBuildTargetGroup(EditorUserBuildSettings.selectedBuildTargetGroup));
            var old = level == ApiCompatibilityLevel.NET_2_0_Subset;
            var findings = new List<Finding>
            {
                new Finding("Your API compatibility level is " + level + (old ? ": choose .NET Standard 2.1 or .NET Framework in the player settings" : ": good"), old),
                new Finding(PlayerSettings.colorSpace == ColorSpace.Linear ? "Your colour space is linear: good" : "Your colour space is gamma: pictures look right, but lights of your own will not match them", PlayerSettings.colorSpace != ColorSpace.Linear),
                new Finding(Application.runInBackground ? "The game runs in the background: good" : "The game stops in the background: the world lets go of held buttons after a second", !Application.runInBackground),
            };
            var target = EditorUserBuildSettings.selectedBuildTargetGroup;
            if (target == BuildTargetGroup.Android)
            {
                var allowed = PlayerSettings.Android.forceInternetPermission;
                findings.Add(new Finding(allowed ? "Your Android game may use the network: good" : "Android: set Player Settings > Other > Internet Access to Require", !allowed));
            }

            if (target == BuildTargetGroup.iOS) findings.Add(new Finding("iOS: a server in the local network needs NSLocalNetworkUsageDescription in the Info.plist", false));
            if (target == BuildTargetGroup.WebGL) findings.Add(new Finding("WebGL players have no TCP: use the ws:// address that `nacre play` prints", true));
            if (Type.GetType("UnityEngine.XR.Management.XRGeneralSettings, Unity.XR.Management") != null) findings.Add(new Finding("XR: a Nacre Screen draws its background for one eye only: use its modes Window or Painting, or Nacre Geometry, whose shaders are not written for single-pass stereo either", true));
            return findings;
        }
    }
}

using System;

namespace UnityEngine.TestTools
{
    // The test's frames are run by checks/nunit/PlayModeRunner.cs.
    [Page("test-framework@1.1/UnityEngine.TestTools.UnityTestAttribute")] [AttributeUsage(AttributeTargets.Method)] public sealed class UnityTestAttribute : Attribute { }
}

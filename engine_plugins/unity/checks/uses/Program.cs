#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Nacre.Worlds.Checks
{
    /// <summary>Lists members, one a line, as <c>Type::Name/parameters</c>: those an assembly uses of another (<c>uses ASSEMBLY NAME</c>), or those it offers,
    /// each with its page of the manual (<c>offers ASSEMBLY</c>).</summary>
    internal static class Program
    {
        private const int TypeReferences = 0x01000000;
        private const int MemberReferences = 0x0a000000;

        private static int Main(string[] arguments)
        {
            var assembly = Assembly.LoadFrom(arguments[1]);
            var lines = arguments[0] == "uses" ? Uses(assembly, arguments[2]) : Offers(assembly);
            foreach (var line in lines.Distinct().OrderBy(line => line, StringComparer.Ordinal)) Console.WriteLine(line);
            return 0;
        }

        private static IEnumerable<string> Uses(Assembly assembly, string of)
        {
            var module = assembly.ManifestModule;
            foreach (var member in Rows(MemberReferences, module.ResolveMember))
            {
                if (member.DeclaringType?.Assembly.GetName().Name == of) yield return Name(member);
            }

            foreach (var type in Rows(TypeReferences, module.ResolveType))
            {
                if (type.Assembly.GetName().Name == of) yield return Plain(type);
            }
        }

        private static IEnumerable<T> Rows<T>(int table, Func<int, T> resolve)
        {
            for (var row = 1; ; row++)
            {
                T found;
                try
                {
                    found = resolve(table | row);
                }
                catch (ArgumentOutOfRangeException)
                {
                    yield break;
                }

                yield return found;
            }
        }

        private static IEnumerable<string> Offers(Assembly assembly)
        {
            const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            foreach (var type in assembly.GetTypes().Where(type => type.IsVisible && type.Namespace != null))
            {
                yield return Plain(type) + "\t" + Page(type) + "\t" + (type.IsEnum ? "enum" : typeof(Attribute).IsAssignableFrom(type) ? "attribute" : "type");
                if (typeof(Delegate).IsAssignableFrom(type)) continue;
                foreach (var member in type.GetMembers(Own).Where(IsOffered)) yield return Name(member) + "\t" + Page(member) + "\t" + Kind(member);
            }
        }

        private static bool IsOffered(MemberInfo member)
        {
            switch (member)
            {
                case FieldInfo field: return field.IsPublic && !field.IsSpecialName;
                case MethodBase method: return (method.IsPublic || method.IsFamily) && !IsAccessor(method) && !IsImplied(method) && !Overrides(method);
                case PropertyInfo property: return property.GetAccessors().Any(accessor => accessor.GetBaseDefinition() == accessor);
                case EventInfo happening: return happening.GetAddMethod() != null;
                default: return false;
            }
        }

        /// <summary>Accessors stand for their property or event.</summary>
        private static bool IsAccessor(MethodBase method)
        {
            return method.IsSpecialName && !method.Name.StartsWith("op_") && !method.IsConstructor;
        }

        /// <summary>What the compiler writes where nothing is written.</summary>
        private static bool IsImplied(MethodBase method)
        {
            return method.IsConstructor && method.GetParameters().Length == 0 && !method.IsDefined(typeof(Attribute), false);
        }

        private static bool Overrides(MethodBase method)
        {
            return method is MethodInfo info && info.GetBaseDefinition().DeclaringType == typeof(object);
        }

        /// <summary>Where its use shows: in the text only for what compilers put in place and for what the user overrides.</summary>
        private static string Kind(MemberInfo member)
        {
            if (member is FieldInfo field && field.IsLiteral) return "constant";
            if (typeof(Attribute).IsAssignableFrom(member.DeclaringType) && member is PropertyInfo) return "constant";
            if (member is MethodInfo method && method.IsVirtual && !method.DeclaringType!.IsInterface) return "overridden";
            if (member is FieldInfo && member.DeclaringType!.IsValueType) return "part";
            return member.MemberType.ToString().ToLowerInvariant();
        }

        private static string Page(MemberInfo member)
        {
            foreach (var data in member.GetCustomAttributesData())
            {
                if (data.Constructor.DeclaringType!.Name == "PageAttribute") return (string)data.ConstructorArguments[0].Value!;
                if (data.Constructor.DeclaringType.Name == "ForTestsAttribute") return "for tests";
            }

            return "-";
        }

        private static string Name(MemberInfo member)
        {
            var name = member.Name;
            var count = member is MethodBase method ? method.GetParameters().Length : 0;
            if (member is MethodBase && (name.StartsWith("get_") || name.StartsWith("set_") || name.StartsWith("add_")))
            {
                name = name.Substring(4);
                count = 0;
            }
            else if (name.StartsWith("remove_"))
            {
                name = name.Substring(7);
                count = 0;
            }

            return Plain(member.DeclaringType!) + "::" + name + "/" + count;
        }

        private static string Plain(Type type)
        {
            return (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;
        }
    }
}

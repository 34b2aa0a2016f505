#nullable enable
using System;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Nacre.Worlds.Wire
{
    /// <summary>Which TLS server is believed: one whose certificate the system trusts for its name, or the one with a certificate known
    /// by its fingerprint, for servers that signed their own.</summary>
    public sealed class TlsTrust
    {
        private readonly string fingerprint;

        /// <summary>Trust. <paramref name="name"/> is checked in the certificate, empty for the endpoint's host; <paramref name="sha256"/> is the
        /// certificate's fingerprint in hex, colons allowed, empty to rely on the system.</summary>
        public TlsTrust(string name = "", string sha256 = "")
        {
            Name = name;
            fingerprint = sha256.Replace(":", string.Empty).Replace(" ", string.Empty).ToUpperInvariant();
        }

        /// <summary>The name the certificate must be for.</summary>
        public string Name { get; }

        /// <summary>SHA-256 of a certificate, hex.</summary>
        public static string Fingerprint(X509Certificate certificate)
        {
            using var hash = SHA256.Create();
            var text = new StringBuilder();
            foreach (var one in hash.ComputeHash(certificate.GetRawCertData())) text.Append(one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            return text.ToString();
        }

        internal bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (fingerprint.Length == 0) return errors == SslPolicyErrors.None;
            return certificate != null && string.Equals(Fingerprint(certificate), fingerprint, StringComparison.Ordinal);
        }
    }
}

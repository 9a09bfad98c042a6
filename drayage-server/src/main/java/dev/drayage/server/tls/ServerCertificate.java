package dev.drayage.server.tls;

import dev.drayage.pem.Pem;
import dev.drayage.server.reload.ReloadedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate of a server and its key, in files that are read again when they change: handshakes from then on show
 * the new one, and connections that are open stay so. Thread-safe.
 */
public final class ServerCertificate {
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /**
     * A key and its chain, the server's own certificate first.
     *
     * @param alias what TLS calls it, another for each time the files were read
     */
    record Material(String alias, PrivateKey key, List<X509Certificate> chain) {}

    private final ReloadedFiles<Material> files;

    private ServerCertificate(ReloadedFiles<Material> files) {
        this.files = files;
    }

    /**
     * Reads files in PEM.
     *
     * @param certificate the server's own certificate, and those that signed it in order
     * @param key its private key, not encrypted: PKCS#8, PKCS#1 or SEC 1
     * @param problems told, in a sentence each, of changes that could not be read, while the old ones stay in use
     * @throws IOException if that fails, or they do not belong together; the message names the file
     */
    public static ServerCertificate open(Path certificate, Path key, Consumer<String> problems) throws IOException {
        return open(certificate, key, problems, InstantSource.system());
    }

    static ServerCertificate open(Path certificate, Path key, Consumer<String> problems, InstantSource clock)
            throws IOException {
        AtomicLong reads = new AtomicLong();
        return new ServerCertificate(ReloadedFiles.open(
                List.of(certificate, key),
                () -> read(certificate, key, "read-" + reads.incrementAndGet()),
                problems,
                clock));
    }

    private static Material read(Path certificate, Path key, String alias) throws IOException {
        Material material;
        try {
            material = new Material(alias, Pem.key(key), Pem.certificates(certificate));
        } catch (NoSuchFileException e) {
            throw new IOException(e.getFile() + " does not exist; name the files of --tls-cert and --tls-key", e);
        }
        if (!belongTogether(material)) {
            throw new IOException(key + " is not the key of the first certificate in " + certificate
                    + "; the server's own certificate comes first, then those that signed it");
        }
        return material;
    }

    private static boolean belongTogether(Material material) {
        String algorithm = SIGNATURES.getOrDefault(material.key().getAlgorithm(), "");
        try {
            byte[] sample = material.alias().getBytes(StandardCharsets.US_ASCII);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(material.key());
            signing.update(sample);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(material.chain().get(0).getPublicKey());
            verifying.update(sample);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** What chooses it in a handshake. */
    public X509ExtendedKeyManager keyManager() {
        return new CurrentKeyManager(files);
    }

    /** TLS with this certificate, by the default provider. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keyManager()}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}

package dev.drayage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom TLS connections trust. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * The certificates of a file, as AWS_CA_BUNDLE names it, and no others; without one those that Java trusts.
     *
     * @throws IOException if there are none in the file; the message is one sentence
     */
    static SSLContext context(Optional<String> bundle) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (bundle.isEmpty()) {
                context.init(null, null, null);
                return context;
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : read(Path.of(bundle.get()))) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException(file + " has no certificates in it; check AWS_CA_BUNDLE");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException(file + " is no file of certificates in PEM; check AWS_CA_BUNDLE", e);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new IOException("there is no file " + file + "; check AWS_CA_BUNDLE", e);
        }
    }
}

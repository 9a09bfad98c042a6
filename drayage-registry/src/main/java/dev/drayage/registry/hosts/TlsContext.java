package dev.drayage.registry.hosts;

import dev.drayage.pem.Pem;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Makes Java's TLS of settings. */
public final class TlsContext {
    private static final char[] NO_PASSWORD = {};

    private TlsContext() {}

    /**
     * A context with these settings.
     *
     * @param provider who encrypts; empty for the one that this Java runtime prefers. Who is trusted is decided by the
     *     Java runtime either way
     * @param system trusted besides the certificates of the Java runtime and of the settings
     * @throws IOException if a file cannot be read or is not what it should be
     */
    public static SSLContext of(TlsSettings settings, Optional<Provider> provider, SystemCertificates system)
            throws IOException {
        try {
            SSLContext context = provider.isPresent()
                    ? SSLContext.getInstance("TLS", provider.get())
                    : SSLContext.getInstance("TLS");
            context.init(keys(settings), trust(settings, system), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the TLS settings cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager @Nullable [] keys(TlsSettings settings) throws IOException, GeneralSecurityException {
        if (settings.identities().isEmpty()) {
            return null;
        }
        KeyStore store = empty();
        for (TlsSettings.Identity identity : settings.identities()) {
            Path key = identity.key() == null ? identity.certificate() : identity.key();
            store.setKeyEntry(
                    "client" + store.size(),
                    Pem.key(key),
                    NO_PASSWORD,
                    Pem.certificates(identity.certificate()).toArray(X509Certificate[]::new));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trust(TlsSettings settings, SystemCertificates system)
            throws IOException, GeneralSecurityException {
        if (settings.skipVerify()) {
            return new TrustManager[] {new Anybody()};
        }
        if (settings.authorities().isEmpty()) {
            // By name: another provider would ask its own, which check less.
            return checked(managers(null), List.of(new SystemTrust(system)));
        }
        // The many of the Java runtime are read where those that were named do not do.
        KeyStore store = empty();
        for (Path file : settings.authorities()) {
            for (X509Certificate certificate : Pem.certificates(file)) {
                store.setCertificateEntry("added" + store.size(), certificate);
            }
        }
        return checked(managers(store), List.of(new RuntimeTrust(), new SystemTrust(system)));
    }

    private static TrustManager[] checked(TrustManager[] managers, List<FurtherTrust> others) {
        TrustManager[] checked = managers.clone();
        for (int i = 0; i < checked.length; i++) {
            if (checked[i] instanceof X509ExtendedTrustManager manager) {
                checked[i] = new AnyKeyExchange(manager, others);
            }
        }
        return checked;
    }

    /** Who may trust whom those before do not know; made when that is asked. */
    private interface FurtherTrust {
        @Nullable
        X509ExtendedTrustManager manager() throws CertificateException;

        /** What keeps it from trusting; empty for nothing. */
        default String problem() {
            return "";
        }
    }

    /** Trusts the certificates of the Java runtime. */
    private static final class RuntimeTrust implements FurtherTrust {
        private @Nullable X509ExtendedTrustManager manager;

        @Override
        public synchronized X509ExtendedTrustManager manager() throws CertificateException {
            X509ExtendedTrustManager made = manager;
            if (made == null) {
                try {
                    made = (X509ExtendedTrustManager) managers(null)[0];
                } catch (GeneralSecurityException e) {
                    throw new CertificateException(
                            "the certificates of the Java runtime cannot be used: " + e.getMessage(), e);
                }
                manager = made;
            }
            return made;
        }
    }

    /** Trusts the certificates of the system. */
    private static final class SystemTrust implements FurtherTrust {
        private final SystemCertificates certificates;
        private @Nullable X509ExtendedTrustManager manager;

        private SystemTrust(SystemCertificates certificates) {
            this.certificates = certificates;
        }

        @Override
        public String problem() {
            return certificates.found().problem();
        }

        @Override
        public synchronized @Nullable X509ExtendedTrustManager manager() throws CertificateException {
            List<X509Certificate> found = certificates.found().certificates();
            if (manager == null && !found.isEmpty()) {
                try {
                    KeyStore store = empty();
                    for (X509Certificate certificate : found) {
                        store.setCertificateEntry("system" + store.size(), certificate);
                    }
                    manager = (X509ExtendedTrustManager) managers(store)[0];
                } catch (IOException | GeneralSecurityException e) {
                    throw new CertificateException(
                            "the certificates of the system cannot be used: " + e.getMessage(), e);
                }
            }
            return manager;
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /**
     * The Java runtime's own manager, told of key exchanges by its own names: with TLS 1.3 it expects {@code UNKNOWN} where
     * Conscrypt says {@code GENERIC}, and takes no certificate whose use is restricted. Whom it does not trust, another one
     * of its kind may, which knows the certificates of the system.
     */
    private static final class AnyKeyExchange extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager manager;
        private final List<FurtherTrust> others;

        private AnyKeyExchange(X509ExtendedTrustManager manager, List<FurtherTrust> others) {
            this.manager = manager;
            this.others = others;
        }

        /** One way to check a chain. */
        @FunctionalInterface
        private interface Check {
            void by(X509ExtendedTrustManager manager) throws CertificateException;
        }

        private static String known(String authType) {
            return authType.equals("GENERIC") ? "UNKNOWN" : authType;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain, authType, by -> by.checkServerTrusted(chain, known(authType), socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain, authType, by -> by.checkServerTrusted(chain, known(authType), engine));
        }

        private void check(X509Certificate[] chain, String authType, Check check) throws CertificateException {
            try {
                either(check);
            } catch (CertificateException e) {
                throw refusal(chain, authType, e);
            }
        }

        private void either(Check check) throws CertificateException {
            CertificateException refusal;
            try {
                check.by(manager);
                return;
            } catch (CertificateException e) {
                refusal = e;
            }
            for (FurtherTrust other : others) {
                X509ExtendedTrustManager also = other.manager();
                if (also != null) {
                    try {
                        check.by(also);
                        return;
                    } catch (CertificateException e) {
                        // Whoever knows the issuer says what is wrong.
                        refusal = CertificateRefusal.isOfUnknownIssuer(e) ? refusal : e;
                    }
                }
            }
            throw refusal;
        }

        /** Where the same chain is trusted as long as nobody asks for a name, it is the name. */
        private CertificateException refusal(X509Certificate[] chain, String authType, CertificateException refusal) {
            boolean isForOther;
            try {
                either(by -> by.checkServerTrusted(chain, known(authType)));
                isForOther = true;
            } catch (CertificateException e) {
                isForOther = false;
            }
            String problem = others.stream()
                    .map(FurtherTrust::problem)
                    .filter(each -> !each.isEmpty())
                    .findFirst()
                    .orElse("");
            return CertificateRefusal.of(chain, refusal, isForOther, problem);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkServerTrusted(chain, known(authType));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }

    /** Believes everybody, names included: Java checks no host name where a manager of this class is used. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // Asked for by name: skip_verify.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            // Asked for by name: skip_verify.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            // Asked for by name: skip_verify.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            // Asked for by name: skip_verify.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // Asked for by name: skip_verify.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Asked for by name: skip_verify.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

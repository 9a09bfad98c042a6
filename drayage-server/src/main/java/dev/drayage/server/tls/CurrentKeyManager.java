package dev.drayage.server.tls;

import dev.drayage.server.reload.ReloadedFiles;
import dev.drayage.server.tls.ServerCertificate.Material;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate that is there now. A handshake asks first for a name and then for what has this name; so what was
 * chosen is kept for a while, though another has come meanwhile.
 */
final class CurrentKeyManager extends X509ExtendedKeyManager {
    private static final int KEPT = 4;

    private final ReloadedFiles<Material> files;
    private final Map<String, Material> chosen = new LinkedHashMap<>();

    CurrentKeyManager(ReloadedFiles<Material> files) {
        this.files = files;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Material material = files.get();
        if (!keyType.equals(material.key().getAlgorithm())) {
            return null;
        }
        synchronized (chosen) {
            chosen.putIfAbsent(material.alias(), material);
            if (chosen.size() > KEPT) {
                chosen.remove(chosen.keySet().iterator().next());
            }
        }
        return material.alias();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    private @Nullable Material named(@Nullable String alias) {
        synchronized (chosen) {
            return chosen.get(alias);
        }
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Material material = named(alias);
        return material == null ? null : material.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Material material = named(alias);
        return material == null ? null : material.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

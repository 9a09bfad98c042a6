package dev.drayage.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM files. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** For files that nobody vouches for; a bundle of all authorities is a hundredth of this. */
    private static final int MAX_SIZE = 16 << 20;

    private static final class Block {
        private final String label;
        private final byte[] bytes;

        private Block(String label, byte[] bytes) {
            this.label = label;
            this.bytes = bytes;
        }
    }

    private Pem() {}

    /** The certificates of a file, in order; at least one. */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(certificate(file, block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate in PEM");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, Block block) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.bytes));
        } catch (CertificateException e) {
            throw new IOException(file + " holds a broken certificate: " + e.getMessage(), e);
        }
    }

    /** What a file holds between the lines of certificates, in order, which may be none; what is not Base64 is left out. */
    public static List<byte[]> encodedCertificates(Path file) throws IOException {
        List<byte[]> certificates = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            if (matcher.group(1).equals("CERTIFICATE")) {
                try {
                    certificates.add(Base64.getMimeDecoder().decode(matcher.group(2)));
                } catch (IllegalArgumentException e) {
                    // Broken, as one that is no certificate is.
                }
            }
        }
        return certificates;
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new FileSystemException(
                        file.toString(), null, "it is larger than " + MAX_SIZE + " bytes, which no such file is");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** The first private key of a file, which must not be encrypted. */
    public static PrivateKey key(Path file) throws IOException {
        for (Block block : blocks(file)) {
            byte[] pkcs8 =
                    switch (block.label) {
                        case "PRIVATE KEY" -> block.bytes;
                        case "RSA PRIVATE KEY" -> Pkcs8.ofRsa(block.bytes);
                        case "EC PRIVATE KEY" -> Pkcs8.ofEc(block.bytes);
                        default -> new byte[0];
                    };
            if (pkcs8.length > 0) {
                return key(file, new PKCS8EncodedKeySpec(pkcs8));
            }
        }
        throw new IOException(file + " holds no unencrypted private key in PEM");
    }

    /** The public keys of a file, in order, those of certificates among them; at least one. */
    public static List<PublicKey> publicKeys(Path file) throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label.equals("CERTIFICATE")) {
                keys.add(certificate(file, block).getPublicKey());
            } else if (block.label.equals("PUBLIC KEY")) {
                keys.add(publicKey(file, new X509EncodedKeySpec(block.bytes)));
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no public key and no certificate in PEM");
        }
        return keys;
    }

    private static PublicKey publicKey(Path file, X509EncodedKeySpec spec) throws IOException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(spec);
            } catch (GeneralSecurityException e) {
                // Only the key itself knows of which kind it is.
            }
        }
        throw new IOException(file + " holds a public key that is none of RSA, EC and EdDSA");
    }

    private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec) throws IOException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                // Only the key itself knows of which kind it is.
            }
        }
        throw new IOException(file + " holds a private key that is none of RSA, EC and EdDSA");
    }

    private static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " is not PEM: " + e.getMessage(), e);
            }
        }
        return blocks;
    }
}

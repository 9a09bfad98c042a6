package dev.drayage.s3;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The header {@code Content-MD5}, with which a service compares what arrives. */
final class ContentMd5 {
    private static final int BUFFER_BYTES = 64 << 10;

    private ContentMd5() {}

    static String of(Blob body) throws IOException {
        try (InputStream bytes = body.newInputStream()) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

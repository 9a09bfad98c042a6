package dev.drayage.pem;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/** Puts the older forms of private keys, which OpenSSL still writes, into the one that Java reads (RFC 5208). */
final class Pkcs8 {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    /** In an EC key: the tag [0] before the curve (RFC 5915). */
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA_OID = HexFormat.of().parseHex("06092a864886f70d0101010500");
    private static final byte[] EC_OID = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Pkcs8() {}

    static byte[] ofRsa(byte[] pkcs1) {
        return wrap(RSA_OID, pkcs1);
    }

    static byte[] ofEc(byte[] sec1) throws IOException {
        return wrap(join(EC_OID, curve(sec1)), sec1);
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(VERSION_0, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
    }

    private static byte[] curve(byte[] sec1) throws IOException {
        int at = contentStart(sec1, 0);
        while (at < sec1.length) {
            int start = contentStart(sec1, at);
            int end = start + length(sec1, at);
            if (end > sec1.length) {
                break;
            }
            if ((sec1[at] & 0xff) == PARAMETERS) {
                return Arrays.copyOfRange(sec1, start, end);
            }
            at = end;
        }
        throw new IOException("an EC private key does not name its curve");
    }

    private static int contentStart(byte[] der, int at) throws IOException {
        int first = byteAt(der, at + 1);
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) throws IOException {
        int first = byteAt(der, at + 1);
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | byteAt(der, at + 2 + i);
            if (length > der.length) {
                throw new IOException("a private key is cut short");
            }
        }
        return length;
    }

    private static int byteAt(byte[] der, int at) throws IOException {
        if (at >= der.length) {
            throw new IOException("a private key is cut short");
        }
        return der[at] & 0xff;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

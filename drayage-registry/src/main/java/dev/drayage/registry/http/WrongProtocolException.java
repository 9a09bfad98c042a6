package dev.drayage.registry.http;

import java.io.IOException;

/** The server speaks TLS where it was spoken to in the clear, or the other way round; asked again, it would do the same. */
public final class WrongProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;

    /** What a server that speaks TLS means by its refusal. */
    public static final String SPEAKS_TLS =
            "it speaks TLS, and was spoken to in the clear; leave out option plainHttp, or write https:// in hosts.toml";

    static final String SPEAKS_NO_TLS =
            "it does not speak TLS; option plainHttp speaks to it in the clear, as http:// in hosts.toml does";

    WrongProtocolException(String message) {
        super(message);
    }

    /** Looks at the first byte that comes back. */
    static void check(byte first, boolean encrypted) throws WrongProtocolException {
        boolean isTls = first == ALERT || first == HANDSHAKE;
        if (isTls != encrypted) {
            throw new WrongProtocolException(encrypted ? SPEAKS_NO_TLS : SPEAKS_TLS);
        }
    }
}

package dev.drayage.s3.client;

import java.io.IOException;
import java.util.Optional;

/**
 * What a service says went wrong.
 *
 * @param status the status code
 * @param code such as {@code NoSuchKey}; empty if it does not say
 * @param message for people; empty if it does not say
 * @param region in which the bucket is, where it says so
 */
public record S3Error(int status, String code, String message, Optional<String> region) {
    private static final int MAX_BYTES = 256 << 10;

    /** Reads what a response says, which is closed then. */
    static S3Error of(S3Response response) throws IOException {
        Optional<String> region = response.header("x-amz-bucket-region");
        try (response) {
            XmlElement document = XmlElement.parse(response.bytes(MAX_BYTES));
            if (document.name().equals("Error")) {
                return new S3Error(
                        response.status(), document.text("Code"), document.text("Message"), region.or(() -> Optional.of(
                                        document.text("Region"))
                                .filter(text -> !text.isEmpty())));
            }
        } catch (XmlElement.NotXmlException e) {
            // A proxy's page, or nothing at all.
        }
        return new S3Error(response.status(), "", "", region);
    }

    /** Whether the same may be well a moment later. */
    boolean mayPass() {
        return switch (code) {
            case "InternalError", "RequestTimeout", "OperationAborted", "ConditionalRequestConflict" -> true;
            default -> isThrottled() || status == 408 || status == 500 || status == 502 || status == 504;
        };
    }

    /** Whether the service asks for fewer requests. */
    boolean isThrottled() {
        return switch (code) {
            case "SlowDown",
                    "ServiceUnavailable",
                    "Throttling",
                    "ThrottlingException",
                    "TooManyRequests",
                    "RequestLimitExceeded",
                    "BandwidthLimitExceeded" -> true;
            default -> status == 503 || status == 429;
        };
    }

    /** What it says, in a few words. */
    public String words() {
        String said = code.isEmpty() ? "" : " " + code;
        return status + said + (message.isBlank() ? "" : ": " + dev.drayage.json.Quotes.escape(message.strip()));
    }
}

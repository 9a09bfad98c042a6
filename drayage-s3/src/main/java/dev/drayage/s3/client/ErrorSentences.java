package dev.drayage.s3.client;

import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What failed at a service, on what, and what to do: sentences that hold no secret. */
final class ErrorSentences {
    private final S3Endpoint endpoint;

    ErrorSentences(S3Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    private String what(S3Request request) {
        return "s3://" + endpoint.bucket() + (request.key() == null ? "" : "/" + Quotes.printable(request.key()));
    }

    private String service() {
        return endpoint.base().getScheme() + "://" + endpoint.base().getRawAuthority();
    }

    /**
     * Of a response.
     *
     * @param keyId of the keys that signed the request, if any
     * @param date what the service takes the time to be
     */
    S3Exception of(S3Request request, S3Error error, Optional<String> keyId, Optional<String> date, Instant now) {
        return new S3Exception(
                error.isThrottled() || error.mayPass() ? Kind.UNAVAILABLE : Kind.INVALID_ARGUMENT,
                what(request) + ": " + sentence(request, error, keyId, date, now),
                error.status(),
                error.code(),
                null);
    }

    private String sentence(
            S3Request request, S3Error error, Optional<String> keyId, Optional<String> date, Instant now) {
        String user = keyId.map(id -> "access key " + Quotes.escape(id)).orElse("a request without credentials");
        Optional<String> region = error.region().filter(other -> !other.equals(endpoint.region()));
        if (region.isPresent() && (error.status() == 301 || error.status() == 307 || error.status() == 400)) {
            return "the bucket is in the region " + Quotes.escape(region.get()) + ", and requests are sent for "
                    + endpoint.region() + "; set AWS_REGION=" + Quotes.escape(region.get());
        }
        return switch (error.code()) {
            case "InvalidAccessKeyId" ->
                service() + " knows no " + user + "; check AWS_ACCESS_KEY_ID, or the profile in AWS_PROFILE";
            case "SignatureDoesNotMatch" ->
                "the secret key is not that of " + user + "; check AWS_SECRET_ACCESS_KEY, or the profile in"
                        + " AWS_PROFILE";
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
                "the session of " + user + " is over or not valid (" + error.words()
                        + "); get new credentials, with a new AWS_SESSION_TOKEN";
            case "RequestTimeTooSkewed", "RequestExpired" ->
                "the clock of this machine is wrong: it says " + now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        + off(date, now) + "; set the clock";
            case "NoSuchBucket" ->
                "there is no such bucket at " + service() + "; check its name and AWS_ENDPOINT_URL_S3";
            case "NoSuchUpload" -> "the upload is not known any more; begin again";
            case "NotImplemented" ->
                service() + " cannot do this (" + request.method() + unsupported(request) + "): " + error.words();
            case "InvalidBucketName" -> "a bucket cannot have this name; check it";
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" ->
                "the bucket is in another region than " + endpoint.region() + " (" + error.words()
                        + "); set AWS_REGION";
            default -> unnamed(request, error, user);
        };
    }

    private String unnamed(S3Request request, S3Error error, String user) {
        if (error.isThrottled()) {
            return service() + " asks for fewer requests, and went on to (" + error.words() + "); try again later";
        }
        if (error.code().isEmpty() && error.status() != 403 && error.status() < 500) {
            return service() + " does not respond as an S3 service does (status " + error.status()
                    + " without an error of S3); check AWS_ENDPOINT_URL_S3";
        }
        if (error.status() == 403 || error.status() == 401) {
            return user + " has no permission to " + doing(request) + " (" + error.words() + "); give it "
                    + permission(request) + ", or use other credentials";
        }
        return service() + " failed to " + doing(request) + " (" + error.words() + ")"
                + (error.status() >= 500 ? "; try again later" : "");
    }

    private static String unsupported(S3Request request) {
        return request.headers().containsKey("If-None-Match")
                ? " with If-None-Match, which writes an object if there is none"
                : "";
    }

    private static String off(Optional<String> date, Instant now) {
        try {
            return date.map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .map(theirs ->
                            ", which is " + Duration.between(theirs, now).abs().toMinutes() + " minutes "
                                    + (theirs.isBefore(now) ? "after" : "before") + " the service's time")
                    .orElse("");
        } catch (DateTimeParseException e) {
            return "";
        }
    }

    private static String doing(S3Request request) {
        return switch (request.method()) {
            case "HEAD" -> "read it";
            case "GET" ->
                request.key() == null
                        ? "list it"
                        : request.query().containsKey("uploadId") ? "list parts of it" : "read it";
            case "DELETE" -> "remove it";
            case "PUT" -> "write it";
            default -> request.query().containsKey("delete") ? "remove objects" : "write it";
        };
    }

    private static String permission(S3Request request) {
        return switch (request.method()) {
            case "HEAD" -> "s3:GetObject, and s3:ListBucket, without which what is missing is refused as well";
            case "GET" ->
                request.key() == null
                        ? request.query().containsKey("uploads") ? "s3:ListBucketMultipartUploads" : "s3:ListBucket"
                        : request.query().containsKey("uploadId")
                                ? "s3:ListMultipartUploadParts"
                                : "s3:GetObject, and s3:ListBucket, without which what is missing is refused as well";
            case "DELETE" -> request.query().containsKey("uploadId") ? "s3:AbortMultipartUpload" : "s3:DeleteObject";
            case "PUT" -> "s3:PutObject";
            default -> request.query().containsKey("delete") ? "s3:DeleteObject" : "s3:PutObject";
        };
    }

    /** Of a request that got no response. */
    S3Exception of(S3Request request, IOException failure, int attempts) {
        return new S3Exception(Kind.UNAVAILABLE, what(request) + ": " + sentence(failure, attempts), 0, "", failure);
    }

    private String sentence(IOException failure, int attempts) {
        String reason = Quotes.printable(
                failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
        String tried = attempts > 1 ? " in " + attempts + " attempts" : "";
        if (failure instanceof UnknownHostException) {
            return "there is no host " + endpoint.base().getHost() + "; check AWS_ENDPOINT_URL_S3 and AWS_REGION";
        }
        if (failure instanceof SSLException) {
            return "no TLS connection to " + service() + " (" + reason
                    + "); AWS_CA_BUNDLE names a file with the certificates to trust";
        }
        if (failure instanceof ConnectException
                || failure instanceof org.apache.hc.client5.http.ConnectTimeoutException) {
            return "no connection to " + service() + tried + " (" + reason + "); check AWS_ENDPOINT_URL_S3";
        }
        return "no response from " + service() + tried + " (" + reason + "); try again later";
    }

    /** Of a request that came too late to be sent. */
    S3Exception late(S3Request request) {
        return new S3Exception(
                Kind.UNAVAILABLE,
                what(request) + ": " + service() + " did not " + doing(request)
                        + " within the time for that; try again later",
                0,
                "",
                null);
    }

    /** Of a response that is none of S3's. */
    S3Exception notS3(S3Request request, int status, @Nullable Throwable cause) {
        return new S3Exception(
                Kind.INTERNAL,
                what(request) + ": " + service() + " does not respond as an S3 service does; check AWS_ENDPOINT_URL_S3",
                status,
                "",
                cause);
    }
}

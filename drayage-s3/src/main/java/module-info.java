/** Buckets of S3 and of services that are compatible with it. */
@SuppressWarnings("module") // S3 has a digit at its end
module dev.drayage.s3 {
    requires static transitive org.jspecify;
    requires transitive dev.drayage.core;
    requires java.xml;
    requires jdk.net; // the HTTP client uses it, and org.slf4j, and has no descriptor that could say so
    requires org.apache.httpcomponents.client5.httpclient5;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires org.slf4j;

    exports dev.drayage.s3;

    provides dev.drayage.bucket.BucketProvider with
            dev.drayage.s3.S3BucketProvider;
}

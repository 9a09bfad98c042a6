/** A registry out of whatever holds images. */
module dev.drayage.server {
    requires transitive dev.drayage.core;
    requires static org.jspecify;
}

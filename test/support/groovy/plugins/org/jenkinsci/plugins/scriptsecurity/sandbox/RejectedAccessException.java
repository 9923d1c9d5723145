package org.jenkinsci.plugins.scriptsecurity.sandbox;

/** The sandbox does not allow it. */
public final class RejectedAccessException extends SecurityException {
    private static final long serialVersionUID = 1L;

    public RejectedAccessException(String what) {
        super("Scripts not permitted to use " + what);
    }
}

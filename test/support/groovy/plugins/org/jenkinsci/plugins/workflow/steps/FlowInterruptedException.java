package org.jenkinsci.plugins.workflow.steps;

/** Somebody, or a timeout, stopped the build. */
public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    public FlowInterruptedException(String message) {
        super(message);
    }
}

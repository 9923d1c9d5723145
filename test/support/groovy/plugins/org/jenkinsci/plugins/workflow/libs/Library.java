package org.jenkinsci.plugins.workflow.libs;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The library that a Jenkinsfile loads. */
@Retention(RetentionPolicy.SOURCE)
public @interface Library {
    String[] value();
}

/** The variable `docker` of the Docker Pipeline plug-in: its images run steps. */
def image(String name) {
    new ContainerImage(this, name)
}

class ContainerImage implements Serializable {
    private final script
    private final String name

    ContainerImage(script, String name) {
        this.script = script
        this.name = name
    }

    def inside(String args = '', Closure body) {
        script.withDockerContainer(image: name, args: args) { body() }
    }
}

/** Approves an image for an environment before it is promoted there; see approveImage.txt. */
void call(Map options = [:]) {
    promotionEngine.onAgent(options) {
        promotionEngine(command: 'approve', options: options, folder: promotionEngine.newFolder("approve-${options.env}", options))
    }
    promotionShow.describe("Approved for ${options.env}")
}

# Arguments: the folder with one file for each dialect, the file with the cases.
require "json"

Headers = Struct.new(:all) do
  def [](name) = all[name.downcase]
end

receivers = Hash.new do |known, dialect|
  file = "#{ARGV[0]}/#{dialect.tr("-", "_")}.rb"
  known[dialect] = Object.new.tap { |receiver| receiver.instance_eval(File.read(file), file) }
end
answers = JSON.parse(File.read(ARGV[1])).map do |kase|
  receiver = receivers[kase["dialect"]]
  url = receiver.method(:verify).arity > 3 ? [kase["url"]] : []
  receiver.verify(kase["body"], Headers.new(kase["headers"].transform_keys(&:downcase)), kase["secret"], *url)
end
puts JSON.generate(answers)

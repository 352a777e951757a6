-- SPDX-License-Identifier: GPL-3.0-or-later
-- For `ardour7-lua`: an Ardour session FOLDER/check with a stereo track that Winnow's VST3 is on, at 48 kHz.
-- The sound is put in by ardour_sound.py. Environment: WINNOW_SESSION (folder, must not exist), WINNOW_AMOUNT (dB).
local folder = os.getenv ("WINNOW_SESSION")
local amount = tonumber (os.getenv ("WINNOW_AMOUNT"))
local amount_parameter, largest_amount = 0, 100

AudioEngine:set_backend ("None (Dummy)", "winnow-check", "")
local session = assert (create_session (folder, "check", 48000), "no session")
local tracks = session:new_audio_track (2, 2, nil, 1, "voice", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
for track in tracks:iter () do
	track:set_strict_io (true)
	local winnow = ARDOUR.LuaAPI.new_plugin (session, "Winnow", ARDOUR.PluginType.VST3, "")
	assert (not winnow:isnil (), "Ardour does not know Winnow")
	assert (track:add_processor_by_index (winnow, 0, nil, true) == 0, "Winnow does not fit the track")
	assert (ARDOUR.LuaAPI.set_processor_param (winnow, amount_parameter, amount / largest_amount), "no such parameter")
end
session:save_state ("")
close_session ()
quit ()
